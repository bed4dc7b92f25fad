"""`up`, `watch`, `worker`, `web`: the daily service, whole or in its parts."""

import threading
import time
from contextlib import suppress

import typer

from domain.errors import UsageError
from hudang import logs
from hudang import settings as settings_module
from hudang.bootstrap import make_workplace, sources, worker_options
from hudang.cli.console import tell
from hudang.cli.options import Home, workplace
from hudang.crew import Crew
from hudang.settings import Settings
from services import accounts
from services.signing_in import SessionRules
from services.watching import Watch
from services.workplace import Workplace

TICK = 0.5


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (up, watch, worker, web):
        app.command()(command)


def up(home: Home = None) -> None:
    """Everything in one go on one machine: watch, work, web. 一键启动：监视目录、处理、网页。"""
    with workplace(home, name="up") as (settings, place):
        greet(place, settings)  # before the web process starts: its output goes to a file
        with Crew(settings, place, also=("watch", "web")) as crew:
            _run(settings, crew)


def _run(settings: Settings, crew: Crew) -> None:
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


def greet(place: Workplace, settings: Settings) -> None:
    """Make the first account where there is none, and tell its one-time password on the console alone."""
    told = accounts.first_administrator(place)
    if told is not None:
        where = f"http://{settings.web_host}:{settings.web_port}"
        tell(
            f"First sign-in: {where}  account {told.name}  one-time password {told.password}  (to be changed at once, ends in 72 hours)",
            f"首次登录：{where}  账号 {told.name}  一次性密码 {told.password}（登录后须立即修改，72 小时内有效）",
        )


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
    from uvicorn import Config  # only this command pays for the web framework's start

    from review.app import make_app
    from review.server import Server

    with workplace(home, name="web") as (settings, place):
        greet(place, settings)
        app = make_app(place, allowed_hosts=settings.allowed_hosts, sessions=session_rules(settings))
        config = Config(
            app,
            host=settings.web_host,
            port=settings.web_port,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            log_config=None,
            access_log=False,
        )
        server = Server(config, app.state.feed)
        with suppress(KeyboardInterrupt):  # it has stopped in order by then
            server.run()
        if not server.started:  # the address is taken, which it has logged
            raise typer.Exit(3)


def session_rules(settings: Settings) -> SessionRules:
    """How long sessions and stated purposes last, in seconds."""
    return SessionRules(
        idle=settings.session_idle_minutes * 60, longest=settings.session_hours * 3600, purpose=settings.purpose_minutes * 60
    )
