"""What docs/deploy holds fits the program: its settings, commands, ports, paths and times."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route
from typer.main import get_command

from bot import running, schedule
from bot.cli import app
from bot.config import Settings, load
from bot.demo.staging import scratch_folder, write_settings
from bot.process import Process
from bot.web.watch import watch_routes
from storage.database import FOR_SEARCH

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "docs" / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
UNITS = ("hotline.service", "hotline@.service")
COMMANDS = set(get_command(app).commands)  # type: ignore[attr-defined]
# What the operator brings along.
OWN = {"config.toml", "secrets"}
REPLICAS = ("hotline-1", "hotline-2")
SECRETS = {"HOTLINE_TOKEN", "HOTLINE_MASTER_KEY", "HOTLINE_WEBHOOK_SECRET", "HOTLINE_CONFIG"}


def settings_with(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings that this environment makes; a section or key that is not there is refused."""
    for name, value in environment.items():
        if name.startswith("HOTLINE_") and name not in SECRETS:
            section = name.removeprefix("HOTLINE_").split("__")[0].lower()
            assert section in Settings.model_fields, name
            monkeypatch.setenv(name, value)
    return load(None)


def seconds(span: str) -> int:
    """Of 40s, 1m or 40."""
    number, unit = re.fullmatch(r"(\d+)([sm]?)", span).groups()  # type: ignore[union-attr]
    return int(number) * {"m": 60}.get(unit, 1)


LONGEST_STOP = running._PATIENCE_SECONDS + schedule._PATIENCE_SECONDS


# Compose


def merged(file: str, *others: str) -> dict[str, Any]:
    """Compose files laid over one another, with examples for what .env says."""
    yaml = pytest.importorskip("yaml", reason="PyYAML reads the compose files")
    found: dict[str, Any] = {}
    for name in (file, *others):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        text = re.sub(r"\$\{HOTLINE_HOST(:\?[^}]*)?\}", "hotline.example.org", text)
        text = re.sub(r"\$\{HOTLINE_VERSION(:\?[^}]*)?\}", "0.1.0", text)
        assert "${" not in text, "something of .env without an example"
        found = laid_over(found, yaml.safe_load(text))
    return found


def laid_over(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        both = {key: laid_over(below[key], above[key]) for key in below.keys() & above.keys()}
        return {**below, **above, **both}
    return [*below, *above] if isinstance(below, list) and isinstance(above, list) else above


@pytest.fixture(params=[(), ("compose.webhook.yaml",)], ids=["polling", "webhook"])
def compose(request: pytest.FixtureRequest) -> dict[str, Any]:
    return merged("compose.yaml", *request.param)


def test_every_setting_of_the_replicas_exists(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in REPLICAS:
        environment = compose["services"][name]["environment"]
        settings = settings_with(environment, monkeypatch)
        assert settings.database.url == "postgresql+asyncpg://hotline@database:5432/hotline"
        assert settings.watch.port is not None
        is_webhook = settings.telegram.receive == "webhook"
        assert is_webhook == ("caddy" in compose["services"])
        files = {value for value in environment.values() if value.startswith("/run/secrets/")}
        assert {Path(file).name for file in files} == set(compose["services"][name]["secrets"])


def test_what_compose_names_is_there(compose: dict[str, Any]) -> None:
    assert {Path(secret["file"]).parent.name for secret in compose["secrets"].values()} == {"secrets"}
    for service in compose["services"].values():
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        assert set(service.get("depends_on", [])) <= set(compose["services"])
        assert set(service.get("command", [])) <= COMMANDS
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (DEPLOY / source).exists() or Path(source).parts[0] in OWN, source
            else:
                assert source in compose["volumes"]


def test_the_replicas_are_alike_and_confined_and_get_the_time_to_stop(compose: dict[str, Any]) -> None:
    first, second = (compose["services"][name] for name in REPLICAS)
    assert first == second
    assert (first["read_only"], first["cap_drop"]) == (True, ["ALL"])
    assert f"--uid {first['user']} " in CONTAINERFILE
    assert f"\nUSER {first['user']}\n" in CONTAINERFILE
    assert seconds(first["stop_grace_period"]) > LONGEST_STOP


async def test_the_health_check_asks_what_the_program_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replica = merged("compose.yaml")["services"]["hotline-1"]
    asked = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", " ".join(replica["healthcheck"]["test"]))
    assert asked is not None
    settings = settings_with(replica["environment"], monkeypatch)
    assert int(asked[1]) == settings.watch.port
    assert asked[2] in await watched()
    assert re.search(r"health_uri (\S+)", CADDYFILE)[1] in await watched()  # type: ignore[index]


async def watched() -> set[str]:
    """The addresses for whoever watches over a process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOTLINE_TELEGRAM__TOKEN_FILE", "HOTLINE_SECRETS__MASTER_KEY_FILE"):
            patch.delenv(name, raising=False)
        async with scratch_folder() as folder:
            url = f"sqlite+aiosqlite:///{folder / 'hotline.db'}"
            patch.setenv("HOTLINE_DATABASE__URL", url)
            process = Process(load(write_settings(folder, "http://127.0.0.1:9", url)))
            paths = {route.path for route in watch_routes(process) if isinstance(route, Route)}
            await process.database.close()
    return paths


def test_caddy_passes_on_what_the_replicas_listen_for(monkeypatch: pytest.MonkeyPatch) -> None:
    replica = merged("compose.yaml", "compose.webhook.yaml")["services"]["hotline-1"]
    webhook = settings_with(replica["environment"], monkeypatch).telegram.webhook
    assert webhook.public_url is not None
    assert f"path {webhook.public_url.path}\n" in CADDYFILE
    assert set(re.findall(r"(hotline-\d):(\d+)", CADDYFILE)) == {
        (name, str(webhook.port)) for name in REPLICAS
    }


def test_the_role_in_the_database_is_an_ordinary_one() -> None:
    script = (DEPLOY / "database.sh").read_text(encoding="utf-8")
    assert "NOSUPERUSER NOBYPASSRLS" in script
    assert "CREATE DATABASE hotline OWNER hotline" in script
    assert "\\connect hotline\n" in script.partition("CREATE DATABASE")[2].partition(FOR_SEARCH)[0]
    guides = [(DEPLOY / f"guide{language}.md").read_text(encoding="utf-8") for language in ("", ".zh-CN")]
    assert all(f'psql --dbname hotline --command "{FOR_SEARCH}"' in guide for guide in guides)
    database = merged("compose.yaml")["services"]["database"]
    assert "POSTGRES_USER" not in database["environment"], "the image makes that one a superuser"
    assert re.fullmatch(r".*/postgres:\d+", database["image"]), "its data belong to one major version"


# The image


def test_the_image_has_a_python_that_the_program_wants() -> None:
    versions = {tuple(map(int, found)) for found in re.findall(r"/python:(\d+)\.(\d+)", CONTAINERFILE)}
    lowest, highest = re.findall(r"(\d+)\.(\d+)", PROJECT["project"]["requires-python"])
    (version,) = versions
    assert tuple(map(int, lowest)) <= version < tuple(map(int, highest))


def test_the_image_holds_the_program_and_what_the_lock_says() -> None:
    copied = [
        source
        for line in re.findall(r"^COPY (?!--)(.+)$", CONTAINERFILE, re.M)
        for source in line.split()[:-1]
    ]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= set(copied)
    assert "--require-hashes -r requirements.lock" in CONTAINERFILE
    (entry,) = re.findall(r'^ENTRYPOINT \["(.+)"\]$', CONTAINERFILE, re.M)
    assert entry in PROJECT["project"]["scripts"]
    (command,) = re.findall(r'^CMD \["(.+)"\]$', CONTAINERFILE, re.M)
    assert command in COMMANDS


def test_the_settings_of_the_image_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = dict(re.findall(r"^(?:ENV|   ) (HOTLINE_\w+)=(\S+)", CONTAINERFILE, re.M))
    settings = settings_with(environment, monkeypatch)
    assert settings.database_url == "sqlite+aiosqlite:////var/lib/hotline/hotline.db"


# systemd


def unit(name: str) -> dict[str, list[str]]:
    """The values of each key, whatever its section."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#;[":
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_the_program_and_gives_it_time(name: str) -> None:
    found = unit(name)
    (start,) = found["ExecStart"]
    program, command = start.split(" ")
    assert (Path(program).name, command in COMMANDS) == ("hotline", True)
    assert found["Type"] == ["notify"], "bot.systemd says when it is ready"
    assert seconds(found["WatchdogSec"][0]) >= 60, "a busy machine is no hanging program"
    assert seconds(found["TimeoutStopSec"][0]) > LONGEST_STOP


def test_the_template_is_the_unit_with_a_folder_for_each_instance() -> None:
    one, many = (unit(name) for name in UNITS)
    differing = {key for key in one.keys() | many.keys() if one.get(key) != many.get(key)}
    assert differing == {
        *("Description", "StateDirectory", "WorkingDirectory", "ReadOnlyPaths", "EnvironmentFile")
    }


def test_the_credentials_are_settings_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    found = unit("hotline.service.d/credentials.conf")
    given = {credential.split(":")[0] for credential in found["LoadCredential"]}
    environment = dict(line.split("=", 1) for line in found["Environment"])
    assert {value.removeprefix("%d/") for value in environment.values()} == given
    settings = settings_with(environment, monkeypatch)
    assert str(settings.telegram.token_file) == "%d/token"
    assert str(settings.secrets.master_key_file) == "%d/master.key"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_reads_every_unit_without_a_complaint(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY, tmp_path / "units", ignore=shutil.ignore_patterns("*.md"))
    folder = tmp_path / "units"
    for path in folder.glob("*.service"):
        # The program is not installed where the units expect it.
        path.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", path.read_text()))
    (folder / "hotline@.service").rename(folder / "hotline@heping.service")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "hotline.service", "hotline@heping.service"],
        cwd=folder,
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    complaints = [line for line in done.stderr.splitlines() if "hotline" in line]
    assert (done.returncode, complaints) == (0, [])
