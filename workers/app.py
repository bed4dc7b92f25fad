"""The Celery application: the same one task in the embedded form (in-memory broker, one process, one job) and on Redis (prefork)."""

from celery import Celery

from workers.options import WorkerOptions

MEMORY_BROKER = "memory://"
TASK = "hudang.job"


def make_app(options: WorkerOptions) -> Celery:
    """Configure Celery so that a message may be lost, doubled or late without harm: the database decides what is done."""
    app = Celery("hudang", broker=options.broker_url or MEMORY_BROKER)
    app.conf.update(
        broker_transport_options=_transport(options),
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_pool_limit=4,
        task_serializer="json",
        accept_content=["json"],
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_default_queue="hudang",
        # the database holds the deadline too; this is the kill for a child that hangs in native code
        task_time_limit=None if options.embedded else int(options.job_seconds) + 30,
        task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_max": 0.2},
        worker_prefetch_multiplier=1,
        worker_max_tasks_per_child=None if options.embedded else options.jobs_per_process,
        worker_max_memory_per_child=None if options.embedded else options.memory_mib * 1024,
        worker_proc_alive_timeout=60.0,  # the default of 4 s kills children that load models, in a loop
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
    )
    return app


def _transport(options: WorkerOptions) -> dict[str, object]:
    if options.embedded:
        return {"polling_interval": 0.02}
    return {
        "visibility_timeout": 3600,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "retry_on_timeout": True,
    }
