"""Every setting, declared once with its description and default; read from the home's settings.toml and HUDANG_* variables."""

import os
import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from domain.errors import UsageError
from domain.scan import SourceKind

FILE = "settings.toml"


class SourceSetting(BaseModel):
    """A watched drop folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    path: Path
    kind: SourceKind = SourceKind.LOCAL
    estate: str = ""
    priority: int = Field(default=3, ge=1, le=9)


class Settings(BaseSettings):
    """One frozen set of settings a process. Environment variables win over the file, the file over the defaults."""

    model_config = SettingsConfigDict(env_prefix="HUDANG_", frozen=True, extra="forbid")

    home: Path = Field(default=Path("hudang-home"), description="The folder that holds everything. 数据目录。")
    database_url: str = Field(default="", description="Database; empty: SQLite in the home. 数据库地址，留空则用数据目录中的 SQLite。")
    broker_url: str = Field(
        default="", description="Redis for many machines; empty: no broker process. 多机部署时的 Redis 地址，单机留空。"
    )
    workers: int = Field(default=0, ge=0, le=256, description="Worker processes; 0: one a core. 工作进程数，0 表示每核一个。")
    company: str = Field(default="HD", description="Company code in archive numbers. 档号中的公司代码。")
    archive_template: str = Field(
        default="{company}-{estate}-{building}-{unit}-{type}-{serial:04d}", description="Pattern of archive numbers. 档号模板。"
    )
    taxonomy: str = Field(default="taxonomy.toml", description="Types and required sets, a file in the home. 文件类型与应归档目录文件。")
    required_set: str = Field(
        default="",
        description="Required set of estates for which the taxonomy file names none; empty: none. 未另行指定目录的项目所用的目录。",
    )
    retention_years: Literal["permanent"] | Annotated[int, Field(ge=1, le=100)] = Field(
        default=3,
        description="Years a former owner's dossier is kept after the change, or permanent. 原业主户档过户后的保管年限，permanent 为永久。",
    )
    label_template: str = Field(
        default="{company}-{centre}-{number}", description="Number on labels: company, centre, number. 标签编号模板。"
    )
    label_centre: str = Field(
        default="", description="Managing centre's code on labels; empty: the estate. 标签上的管理中心代码，留空用项目名。"
    )
    label_title: str = Field(default="业主档案", description="Words under the number on box labels. 盒标签上的档案名称。")
    engine: str = Field(default="ppocr", description="OCR engine: ppocr, tesseract or null. 识别引擎。")
    engine_fallback: str = Field(default="tesseract", description="Engine where that one cannot load; empty: none. 备用识别引擎。")
    reading_mode: Literal["accurate", "bulk"] = Field(
        default="accurate",
        description="accurate, or bulk: quicker, a few more errors, for backlogs. 识别方式：accurate 精确，bulk 较快而错字略多。",
    )
    engine_threads: int = Field(default=1, ge=1, le=16, description="Threads of one engine. 每个识别引擎的线程数。")
    file_threshold: float = Field(
        default=0.0,
        ge=0,
        lt=1,
        description="Filed alone from this confidence; 0: derived from promised_error. 自动归档的最低把握，0 表示由承诺错误率推算。",
    )
    promised_error: float = Field(
        default=0.005,
        gt=0,
        lt=0.5,
        description="Most wrong among documents filed that nobody looked at. 无人复核的归档文件的承诺最高错误率。",
    )
    sample_share: float = Field(
        default=0.01, ge=0, le=1, description="Share of documents filed alone that a person is to check; 0: none. 自动归档文件的抽查比例。"
    )
    acceptance_share: float = Field(
        default=0.05, ge=0.05, le=1, description="Share of a batch drawn at its acceptance, DA/T 31: 0.05 or more. 批次验收的抽检比例。"
    )
    acceptance_rate: float = Field(
        default=0.95, ge=0.95, le=1, description="Least share right at an acceptance, DA/T 31: 0.95 or more. 批次验收的合格率要求。"
    )
    acceptance_needs_catalogue: bool = Field(
        default=False, description="Send back batches that have no paper catalogue. 没有纸质档案目录的批次一律退回。"
    )
    always_review: tuple[str, ...] = Field(
        default=(),
        description="Categories or types a person always decides, as ['contract', 'id_copy']. 一律人工复核的类别或文件类型。",
    )
    double_review: tuple[str, ...] = Field(
        default=(),
        description="Categories or types that two people review, each without seeing the other. 须双重审核的类别或文件类型。",
    )
    double_review_share: float = Field(
        default=0.0, ge=0, le=1, description="Share of all other reviewed documents that two people review. 其余复核文件中双重审核的比例。"
    )
    least_dpi: float = Field(default=200.0, ge=100, le=600, description="Scans below this are a finding. 扫描分辨率低于此值即提示。")
    most_skew: float = Field(default=2.0, gt=0, le=15, description="Degrees a page may lean without a finding. 允许的页面倾斜度数。")
    batch_priority: int = Field(
        default=6, ge=1, le=9, description="Priority of batch work, smaller is sooner. 批量任务的优先级，越小越先。"
    )
    lease_seconds: float = Field(default=30.0, ge=1, description="A job not renewed for so long is taken by another. 任务租约秒数。")
    max_attempts: int = Field(default=8, ge=1, description="Tries before a page goes to quarantine. 放入隔离区前的尝试次数。")
    job_seconds: float = Field(default=1200.0, ge=5, description="Longest time for one job, a page or a PDF. 单项任务时限（秒）。")
    worker_memory_mib: int = Field(default=1400, ge=300, description="A worker above this is replaced. 工作进程内存上限（MiB）。")
    worker_jobs: int = Field(default=2000, ge=1, description="Jobs after which a worker is replaced. 工作进程处理多少任务后更换。")
    max_file_mib: int = Field(default=4096, ge=1, description="Largest file taken. 单个文件大小上限（MiB）。")
    max_pages: int = Field(default=5000, ge=1, description="Most pages in one file. 单个文件页数上限。")
    max_page_megapixels: int = Field(default=500, ge=1, description="Largest page. 单页像素上限（百万）。")
    render_megapixels: int = Field(default=36, ge=4, description="Pages are read at no more than this. 识别用图像的像素上限（百万）。")
    decode_seconds: float = Field(default=120.0, ge=1, description="Longest time to decode a page. 单页解码时限（秒）。")
    decode_memory_mib: int = Field(default=640, ge=128, description="Memory of a decoder. 解码进程内存上限（MiB）。")
    web_host: str = Field(default="127.0.0.1", description="Address of the web application. 网页服务地址。")
    web_port: int = Field(default=8080, ge=1, le=65535, description="Port of the web application. 网页服务端口。")
    web_hosts: tuple[str, ...] = Field(
        default=(), description="Host names under which the web application is reached besides this machine's own. 网页服务的其他主机名。"
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=(),
        description="Addresses or networks of reverse proxies whose X-Forwarded-For and -Proto count. 可信反向代理的地址或网段。",
    )
    session_idle_minutes: float = Field(
        default=30.0, ge=1, le=1440, description="A session unused so long is over. 登录多久不用即失效（分钟）。"
    )
    session_hours: float = Field(default=12.0, ge=0.1, le=168, description="A session is over after so long at all. 登录最长时限（小时）。")
    purpose_minutes: float = Field(
        default=30.0, ge=1, le=1440, description="A stated purpose counts so long. 说明一次查阅目的的有效时间（分钟）。"
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR. 日志级别。")
    sources: tuple[SourceSetting, ...] = Field(default=(), description="Watched drop folders. 监视的扫描目录。")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, whose values come in as arguments."""
        return (env_settings, init_settings)

    @property
    def effective_database_url(self) -> str:
        """The database to use."""
        return self.database_url or f"sqlite:///{self.home / 'hudang.db'}"

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Host names the web application answers to; any other is refused, which stops DNS rebinding."""
        return ("127.0.0.1", "localhost", "::1", *self.web_hosts)

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            ip_network(text, strict=False)  # its ValueError names what is none
        return value

    @property
    def slots(self) -> int:
        """How many worker processes."""
        return self.workers or os.cpu_count() or 1


def load(home: Path | None) -> Settings:
    """Read the settings of a home (argument, else HUDANG_HOME, else ./hudang-home); UsageError names the wrong entry."""
    folder = (home or Path(os.environ.get("HUDANG_HOME") or "hudang-home")).absolute()
    path = folder / FILE
    values: dict[str, Any] = {}
    if path.is_file():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: {error}. Mend the line named.", f"{path}：{error}，请修正该行。") from error
    try:
        return Settings(**{**values, "home": folder}).model_copy(update={"home": folder})
    except ValidationError as error:
        what = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors())
        raise UsageError(f"Settings cannot be used ({path} and HUDANG_*): {what}.", f"设置有误（{path} 与 HUDANG_*）：{what}。") from error


def template() -> str:
    """Every setting with its default and a comment, as the text of a new settings.toml."""
    lines = ["# Hudang settings 户档设置. A line without # is in force; HUDANG_* variables win over this file.", ""]
    for name, info in Settings.model_fields.items():
        if name in {"home", "sources"}:
            continue
        value = info.default
        lines += [f"# {info.description}", f"# {name} = {_toml(value)}", ""]
    lines += [
        "# Watched drop folders. Paths are absolute or below this file's folder. 监视的扫描目录。",
        "[[sources]]",
        'name = "drop"',
        'path = "drop"',
        'kind = "local"   # local, or share for SMB/NFS 本地或网络共享',
        'estate = ""      # the estate all its papers belong to, if one 所属项目',
        "priority = 3     # smaller is sooner 越小越先",
        "",
    ]
    return "\n".join(lines)


def _toml(value: object) -> str:
    """A default as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(list(value) if isinstance(value, tuple) else value)
