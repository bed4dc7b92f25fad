"""Celery shell: ids in, one service call, id out."""
