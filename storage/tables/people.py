"""The tables of people: accounts, sessions, tries to sign in, tokens of scripts, and the access register."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.core import metadata

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("shown", String(64), nullable=False),
    Column("password_hash", String(255), nullable=False),
    # a one-time password must be changed at the first sign-in and ends at that time
    Column("must_change", Boolean, nullable=False),
    Column("password_until", Float),
    Column("roles", JSON, nullable=False),
    # NULL: all estates
    Column("estates", JSON(none_as_null=True)),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Float, nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("signed_in_at", Float),
)

# The key is the SHA-256 of the token that the browser holds; the token itself is stored nowhere.
session = Table(
    "session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("created_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("address", String(64), nullable=False),
    Column("purpose", Text, nullable=False, server_default=""),
    Column("approved_by", String(64), nullable=False, server_default=""),
    Column("purpose_until", Float),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Index("ix_sign_in_name", "name", "at"),
    Index("ix_sign_in_address", "address", "at"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("label", String(64), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("roles", JSON, nullable=False),
    Column("estates", JSON(none_as_null=True)),
    Column("created_at", Float, nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("revoked_at", Float),
    Column("used_at", Float),
)

# Rows are only ever added; the end of the chain stands in `meta` too. Each row's digest covers the one before it.
access_log = Table(
    "access_log",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("who", String(64), nullable=False),
    Column("via", String(8), nullable=False),
    Column("act", String(16), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("key", String(64), nullable=False),
    Column("paper", Text, nullable=False),
    Column("estate", String(255), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("approved_by", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Index("ix_access_log_at", "at"),
    Index("ix_access_log_who", "who", "number"),
    Index("ix_access_log_subject", "subject", "key"),
)
