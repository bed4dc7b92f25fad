"""`up`, `watch`, `worker`, `web`: the daily service, whole or in its parts."""

import threading
import time

import typer

from domain.errors import UsageError
from hudang import logs
from hudang import settings as settings_module
from hudang.bootstrap import make_workplace, sources, worker_options
from hudang.cli.console import tell
from hudang.cli.options import Home, workplace
from hudang.crew import Crew
from services.watching import Watch

TICK = 0.5


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (up, watch, worker, web):
        app.command()(command)


def up(home: Home = None) -> None:
    """Everything in one go on one machine: watch, work, web. 一键启动：监视目录、处理、网页。"""
    with workplace(home, name="up") as (settings, place), Crew(settings, place, also=("watch", "web")) as crew:
        if not crew.leading:
            raise UsageError(f"Hudang already runs for {settings.home}.", f"数据目录 {settings.home} 已有户档服务在运行。")
        for source in sources(settings):
            tell(f"Watching {source.path} ({source.name})", f"监视目录 {source.path}（{source.name}）")
        tell(
            f"Web: http://{settings.web_host}:{settings.web_port}  Ctrl-C stops, all finished work is safe.",
            f"网页：http://{settings.web_host}:{settings.web_port}  按 Ctrl-C 停止，已完成的工作均已保存。",
        )
        while True:
            crew.poll()
            time.sleep(TICK)


def watch(home: Home = None) -> None:
    """Watch the drop folders and take in what is ready. 监视扫描目录。"""
    with workplace(home, name="watch") as (settings, place):
        if not settings.sources:
            raise UsageError(
                "No drop folder is set. Add [[sources]] to settings.toml.", "未设置监视目录，请在 settings.toml 中添加 [[sources]]。"
            )
        Watch(place, sources(settings)).run(threading.Event())


def worker(home: Home = None) -> None:
    """Work on waiting pages until stopped. 启动工作进程。"""
    from workers.process import run_scaled  # Celery's start is paid by workers alone

    settings = settings_module.load(home)
    options = worker_options(settings)
    logs.configure(settings.home, settings.log_level, name="worker")
    if options.embedded:
        with workplace(home, name="up") as (_settings, place), Crew(settings, place) as crew:
            while True:
                crew.poll()
                time.sleep(TICK)
    else:
        run_scaled(lambda: make_workplace(settings), options)


def web(home: Home = None) -> None:
    """Serve the web application. 启动网页服务。"""
    import uvicorn  # only this command pays for the web framework's start

    from review.app import make_app

    with workplace(home, name="web") as (settings, place):
        uvicorn.run(
            make_app(place, allowed_hosts=settings.allowed_hosts),
            host=settings.web_host,
            port=settings.web_port,
            log_config=None,
            access_log=False,
        )
