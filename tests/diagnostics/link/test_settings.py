"""``atelier.txt`` as people write it, and the kernel's command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.link import reading
from diagnostics.link.settings import Settings, Wifi, find, remember
from diagnostics.link.text_file import decode, lines, replace

PIN = "ab" * 32


def found(stick, text: bytes | str, cmdline: str = "") -> Settings:
    stick.put("atelier.txt", text)
    (stick.root / "proc").mkdir(exist_ok=True)
    (stick.root / "proc/cmdline").write_text(cmdline)
    return find(stick.host)


def problems(settings: Settings) -> list[str]:
    return [str(problem) for problem in settings.problems]


FULL = """\
# What this stick should do. «é»
server = https://atelier.example.org
token = abc-123
certificate = AB:AB
wifi_name = Werkplaats
wifi_password = een lang wachtwoord
wifi2_name = Gasten
language = fr
""".replace("AB:AB", ":".join(["AB"] * 32))
ALL = Settings(
    server="https://atelier.example.org",
    token="abc-123",
    certificate=PIN,
    wifi=(Wifi("Werkplaats", "een lang wachtwoord"), Wifi("Gasten")),
    language="fr",
)


@pytest.mark.parametrize(
    "raw",
    [
        FULL.encode(),
        FULL.replace("\n", "\r\n").encode("utf-8-sig"),
        FULL.replace("\n", "\r\n").encode("utf-16"),
        FULL.encode("utf-16-be"),
        FULL.encode("utf-16-le"),
        FULL.replace("\n", "\r\n").encode("cp1252"),
        FULL.replace("\n", "\r").encode(),
        FULL.replace(" = ", ":").encode(),
        FULL.replace("server", "  SERVER ").replace("token", "Token").encode(),
        FULL.replace("Werkplaats", "“Werkplaats”").replace("abc-123", '"abc-123"').encode(),
        FULL.replace("wifi_password", "Wi-Fi wachtwoord").replace("language", "Taal").encode(),
        FULL.replace("wifi_password", "wachtwoord").replace("server", "adres").encode(),
        FULL.replace("https://", "").encode(),
        FULL.replace("= fr", "= Français").encode(),
    ],
)
def test_the_file_is_read_however_it_was_written(stick, raw: bytes) -> None:
    assert found(stick, raw) == ALL


@pytest.mark.parametrize("name", ["ATELIER.TXT", "atelier.txt.txt"])
def test_the_file_is_found_by_any_name_that_it_gets(stick, name: str) -> None:
    stick.put(name, FULL)
    assert find(stick.host) == ALL


def test_the_stick_is_only_read_and_let_go(stick) -> None:
    found(stick, FULL)
    assert [command[0] for command in stick.commands] == ["lsblk", "mount", "umount"]
    assert stick.options == ["ro,nosuid,nodev,noexec,umask=077"]


def test_a_value_may_hold_what_elsewhere_separates(stick) -> None:
    settings = found(stick, 'wifi_name = a=b # "c"\nwifi_password = "  spaces =: "')
    assert settings.wifi == (Wifi('a=b # "c"', "  spaces =: "),)


def test_what_comes_first_separates(stick) -> None:
    """Else half a password would be taken for a name and shown, and the network for an open one."""
    settings = found(stick, "wifi_name: Werkplaats\nwifi_password: half=geheim\ntoken: a=b:c\n")
    assert settings.wifi == (Wifi("Werkplaats", "half=geheim"),)
    assert settings.token == "a=b:c"
    assert settings.problems == ()


def test_lines_left_empty_say_nothing(stick) -> None:
    assert found(stick, "server =\ntoken =\n\nwifi_name=\nwifi_password=\nlanguage: ") == Settings()


def test_the_command_line_wins(stick) -> None:
    line = (
        "quiet atelier.ram=no atelier.fetch=http://server.example/system "
        "atelier.token=xyz atelier.language=en atelier.server=https://atelier.example.org"
        f' atelier.wifi_name="Boven verdiep" atelier.certificate={"cd" * 32}'
    )
    settings = found(stick, FULL, line)
    assert (settings.token, settings.language, settings.certificate) == ("xyz", "en", "cd" * 32)
    assert settings.wifi == (Wifi("Boven verdiep"), *ALL.wifi)


def test_a_token_goes_to_no_other_server_than_its_own(stick) -> None:
    settings = found(stick, FULL, "atelier.server=https://elsewhere.example")
    assert settings.server == "https://elsewhere.example"
    assert (settings.token, settings.certificate) == (None, None)
    assert settings.language == "fr"


def test_the_same_server_written_otherwise_is_the_same(stick) -> None:
    assert found(stick, FULL, "atelier.server=https://atelier.example.org/").token == "abc-123"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("servr = x", "“servr” is geen instelling. Gebruik server,"),
        ("zomaar iets", "er staat geen = in"),
        ("server = http://", "“http://” is geen adres"),
        ("server = ftp://a", "“ftp://a” is geen adres"),
        ("token = twee woorden", "geen token"),
        ("certificate = abcd", "64 tekens"),
        ("language = klingon", "“klingon” is geen taal. Kies nl, fr of en."),
        ("wifi_password = lang genoeg", "geen naam. Vul wifi_name in."),
        ("wifi_name = x\nwifi_password = kort", "8 tot 63 tekens"),
        ("wifi_name = " + "x" * 40, "kan geen naam van een wifi-netwerk zijn"),
    ],
)
def test_nonsense_is_named_with_its_line_and_what_to_do(stick, line: str, said: str) -> None:
    settings = found(stick, f"language = en\n{line}")
    (told,) = problems(settings)
    assert told.startswith(f"atelier.txt, regel {line.count(chr(10)) + 2}: ")
    assert said in told


def test_one_wrong_line_spoils_no_other(stick) -> None:
    settings = found(stick, FULL.replace("AB:AB", "nonsense") + "nonsense = 1\n", "atelier.x=1")
    assert settings.server == ALL.server
    assert settings.wifi == ALL.wifi
    assert problems(settings)[-1].startswith("Opstartregel (atelier.…): “x” is geen instelling")


def test_a_secret_is_in_no_text(stick) -> None:
    secret = "S3cr3t" * 6
    text = f"{secret}\n{secret} = 1\ntoken = {secret} x\nwifi_name = {'n' * 40}\n" + FULL
    text += f"wifi3_password = {secret}{secret}{secret}\n"
    settings = found(stick, text, f"atelier.token={secret} atelier.{secret}=1")
    assert settings.token == secret
    assert len(settings.problems) >= 4
    assert "S3cr3t" not in repr(settings) + str(problems(settings))
    assert "wachtwoord'" not in repr(settings.wifi)


def test_a_certificate_and_http_contradict(stick) -> None:
    settings = found(stick, FULL.replace("https:", "http:"))
    assert (settings.server, settings.token) == (None, None)
    assert "Schrijf https://" in problems(settings)[0]


def test_an_issuer_beside_the_file_is_taken(stick, certificates) -> None:
    stick.put("certificate.pem", certificates.authority_text)
    settings = found(stick, "server = https://a.example")
    assert settings.trust.authority == certificates.authority_text
    assert "BEGIN" not in repr(settings)


@pytest.mark.parametrize("raw", [b"\x30\x82", b"zomaar"])
def test_an_issuer_that_is_none_is_told(stick, raw: bytes) -> None:
    stick.put("certificate.pem", raw)
    settings = found(stick, "")
    assert settings.authority is None
    assert "PEM" in problems(settings)[0]


def test_without_a_stick_the_command_line_speaks(stick) -> None:
    stick.plugged = False
    settings = found(stick, FULL, "atelier.server=http://10.0.0.1:8000 atelier.token=t")
    assert settings == Settings(server="http://10.0.0.1:8000", token="t")


def test_a_damaged_stick_is_told(stick) -> None:
    stick.fails["mount"] = "mount: wrong fs type, bad superblock on /dev/sdb3"
    assert "beschadigd" in problems(found(stick, FULL))[0]


@pytest.mark.parametrize("raw", [bytes(range(256)) * 40, b"\xff\xfe\x00", b"=\n=\n:", b"\0" * 99])
def test_a_file_of_rubbish_raises_nothing(stick, raw: bytes) -> None:
    assert isinstance(found(stick, raw), Settings)


def test_a_pairing_is_written_among_the_persons_own_lines(stick) -> None:
    stick.put("Atelier.TXT", FULL.replace("\n", "\r\n").encode("utf-16"))
    assert remember(stick.host, "https://new.example", "new-token", None) is None
    settings = find(stick.host)
    assert (settings.server, settings.token) == ("https://new.example", "new-token")
    assert settings.certificate is None
    assert (settings.wifi, settings.language) == (ALL.wifi, "fr")
    text = decode((stick.content / "Atelier.TXT").read_bytes())
    assert text.startswith("# What this stick should do. «é»\r\n")
    assert [path.name for path in stick.content.iterdir()] == ["Atelier.TXT"]
    assert stick.options[0].startswith("rw,flush,")


def test_a_pairing_is_written_where_no_file_was(stick) -> None:
    stick.put(".report-left", b"half a fi")
    assert remember(stick.host, "https://new.example", "new-token", PIN) is None
    assert find(stick.host) == Settings(
        server="https://new.example", token="new-token", certificate=PIN
    )
    assert [path.name for path in stick.content.iterdir()] == ["atelier.txt"]


def test_a_pairing_that_cannot_be_written_says_why(stick) -> None:
    stick.plugged = False
    told = remember(stick.host, "https://new.example", "new-token", None)
    assert "zit er niet (meer) in" in str(told)


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_file_at_all_raises_anything(raw: bytes) -> None:
    told = reading.understand(lines(decode(raw)), lambda number, what: what)
    assert all(str(problem) for problem in told.problems)


@given(st.text(max_size=200), st.sampled_from(["\n", "\r\n"]))
def test_whatever_stood_in_the_file_a_pairing_is_read_back(text: str, mark: str) -> None:
    values = {"server": "https://a.example", "token": "t", "certificate": ""}
    after = replace(text.replace("\n", mark), values)
    told = reading.understand(lines(after), lambda number, what: what)
    assert (told.server, told.token, told.certificate) == ("https://a.example", "t", None)
    assert replace(after, values) == after


def test_a_key_that_stood_twice_stands_once() -> None:
    text = replace("adres = a\nwifi = w\nSERVER: b\n", {"server": "c"})
    assert text == "wifi = w\nserver = c\n"
    assert [line.key for line in lines(text)] == ["wifi_name", "server"]
