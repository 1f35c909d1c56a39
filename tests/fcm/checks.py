"""Is this body a message FCM takes? First its shape, then its meaning. Pure.

Both refuse with the 400 Google sends: a wrong shape has BadRequest and no FcmError; a wrong meaning has
FcmError INVALID_ARGUMENT, and BadRequest too where one field is to blame.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from tests.fcm import answers
from tests.fcm.addresses import FID_PATTERN, TOKEN_PATTERN
from tests.fcm.answers import Answer
from tests.fcm.schema import TARGETS, Choice, Kind, Many, Nested, Scalar, field_of, type_label

Message = dict[str, Any]

MAX_BYTES = 4_096
MAX_TOPIC_BYTES = 2_048
MAX_TTL_SECONDS = 2_419_200
MAX_CONDITION_TOPICS = 5


class Refused(Exception):
    """The body is not accepted; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body.decode())
        self.answer = answer


def read_send_request(body: bytes) -> tuple[Message, bool]:
    """The message in snake_case and `validate_only` of a request's body; raises `Refused`."""
    request = read_shape(body)
    message = request.get("message", {})
    for rule in MEANING_RULES:
        refusal = rule(message)
        if refusal is not None:
            raise Refused(refusal)
    return message, request.get("validate_only", False)


def address_of(message: Message) -> str:
    """The token, fid, topic or condition of a checked message."""
    return str(next(message[target] for target in TARGETS if target in message))


# -- shape -----------------------------------------------------------------------------------------


def read_shape(body: bytes) -> Message:
    """The SendMessageRequest in snake_case, every field of a known name and right type; raises `Refused`."""
    content = _parse_json(body)
    if not isinstance(content, dict):
        text = 'Invalid JSON payload received. Unknown name "": Root element must be a message.'
        raise Refused(answers.invalid_shape([("", text)]))
    reader = _ShapeReader()
    request = reader.message("SendMessageRequest", content, "")
    if reader.violations:
        raise Refused(answers.invalid_shape(reader.violations))
    return request


def _parse_json(body: bytes) -> Any:
    """JSON in UTF-8, without NaN, half surrogates or bottomless nesting."""
    try:
        content = json.loads(body.decode(), parse_constant=_no_constant)
        if b"\\u" in body:
            json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        text = f"Invalid JSON payload received. {problem}"
        raise Refused(answers.invalid_shape([("", text)])) from problem
    return content


def _no_constant(name: str) -> None:
    raise ValueError(f"Unexpected token: {name}")


_DURATION = re.compile(r"-?\d{1,12}(\.\d{1,9})?s", re.ASCII)
_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,10}", re.ASCII)


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _is_int32(value: object) -> bool:
    if isinstance(value, str):
        value = int(value) if _INTEGER.fullmatch(value) else None
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and -(2**31) <= value < 2**31 and value % 1 == 0
    )


def _is_float(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_duration(value: object) -> bool:
    return isinstance(value, str) and _DURATION.fullmatch(value) is not None


def _is_timestamp(value: object) -> bool:
    found = _TIMESTAMP.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    try:
        datetime.fromisoformat(found[1] + found[2])
    except ValueError:
        return False
    return True


_IS_A: dict[Scalar, Callable[[object], bool]] = {
    Scalar.STRING: _is_string,
    Scalar.BOOL: lambda value: isinstance(value, bool),
    Scalar.INT32: _is_int32,
    Scalar.FLOAT: _is_float,
    Scalar.DURATION: _is_duration,
    Scalar.TIMESTAMP: _is_timestamp,
    Scalar.STRUCT: lambda value: isinstance(value, dict),
}


class _ShapeReader:
    """Walks a body along the schema; collects what is wrong as (field, description)."""

    def __init__(self) -> None:
        self.violations: list[tuple[str, str]] = []

    def message(self, type_name: str, content: dict[str, Any], path: str) -> Message:
        """A message type: its known fields in snake_case; null is the same as absent."""
        result: Message = {}
        for spelling, value in content.items():
            found = field_of(type_name, spelling)
            if found is None:
                self._misnamed(path, spelling, "Cannot find field.")
            elif value is not None:
                name, kind = found
                result[name] = self._field(kind, value, path, name)
        targets = [name for name in result if name in TARGETS]
        if type_name == "Message" and len(targets) > 1:
            text = f"oneof field 'target' is already set. Cannot set '{targets[1]}'"
            self.violations.append((path, f"Invalid value at '{path}' (oneof), {text}"))
        return result

    def _field(self, kind: Kind, value: Any, parent: str, name: str) -> Any:
        path = f"{parent}.{name}" if parent else name
        if isinstance(value, list) and not isinstance(kind, Many):
            self._misnamed(parent, name, "Proto field is not repeating, cannot start list.")
            return None
        if isinstance(kind, Nested):
            if isinstance(value, dict):
                return self.message(kind.type_name, value, path)
            self._invalid(path, type_label(kind.type_name), value)
        elif isinstance(kind, Many):
            self._list(kind, value, path)
        elif isinstance(kind, Choice):
            return self._choice(kind, value, path)
        elif kind is Scalar.STRING_MAP:
            self._string_map(value, parent, name)
        elif isinstance(value, dict) and kind is not Scalar.STRUCT:
            self._misnamed(parent, name, "Starting an object on a scalar field.")
        else:
            self._scalar(kind, value, path)
        return value

    def _choice(self, kind: Choice, value: Any, path: str) -> Any:
        chosen = value.upper() if kind.any_case and isinstance(value, str) else value
        if chosen not in kind.values:
            self._invalid(path, kind.type_name, value)
        return chosen

    def _list(self, kind: Many, value: Any, path: str) -> None:
        if not isinstance(value, list):
            self._invalid(path, kind.of.value, value)
            return
        for index, item in enumerate(value):
            self._scalar(kind.of, item, f"{path}[{index}]")

    def _string_map(self, value: Any, parent: str, name: str) -> None:
        path = f"{parent}.{name}"
        if not isinstance(value, dict):
            self._misnamed(parent, name, "Proto field is a map, only an object can fill it.")
            return
        for index, item in enumerate(value.values()):
            self._scalar(Scalar.STRING, item, f"{path}[{index}].value")

    def _scalar(self, kind: Scalar, value: Any, path: str) -> None:
        if not _IS_A[kind](value):
            self._invalid(path, kind.value, value)

    def _invalid(self, path: str, label: str, value: Any) -> None:
        shown = json.dumps(value)
        if label == Scalar.DURATION.value and isinstance(value, str):
            shown = f"Field '{path.rpartition('.')[2]}', Illegal duration format; duration must end with 's'"
        self.violations.append((path, f"Invalid value at '{path}' ({label}), {shown}"))

    def _misnamed(self, path: str, name: str, why: str) -> None:
        place = f" at '{path}'" if path else ""
        text = f'Invalid JSON payload received. Unknown name "{name}"{place}: {why}'
        self.violations.append((path, text))


# -- meaning ---------------------------------------------------------------------------------------

_TOPIC = re.compile(r"[a-zA-Z0-9\-_.~%]{1,900}")
_LABEL = re.compile(r"[a-zA-Z0-9\-_.~%]{1,50}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_CONDITION_TOPIC = re.compile(r"'[a-zA-Z0-9\-_.~%]{1,900}' in topics")
_CONDITION_TOKENS = re.compile(rf"(?:{_CONDITION_TOPIC.pattern}|&&|\|\||[!()\s])*")
_CONDITION_STEP = re.compile(r"!T|\(T\)|T&&T|T\|\|T")


def _refusal(text: str, field: str | None = None) -> Answer:
    details = [] if field is None else [answers.bad_request([(field, text)])]
    return answers.invalid_argument(text, answers.fcm_error("INVALID_ARGUMENT"), *details)


def _check_target(message: Message) -> Answer | None:
    if not any(target in message for target in TARGETS):
        return _refusal("Recipient of the message is not set.")
    token, fid = message.get("token"), message.get("fid")
    if token is not None and not (TOKEN_PATTERN.fullmatch(token) or FID_PATTERN.fullmatch(token)):
        return answers.invalid_token()
    if fid is not None and not FID_PATTERN.fullmatch(fid):
        return answers.invalid_token()
    if "topic" in message and not _TOPIC.fullmatch(message["topic"]):
        return _refusal("Invalid topic name.", "message.topic")
    if "condition" in message and not is_condition(message["condition"]):
        return _refusal("Invalid condition expression provided.", "message.condition")
    return None


def is_condition(text: str) -> bool:
    """`'a' in topics && ('b' in topics || !('c' in topics))`, of at most five topics."""
    if not _CONDITION_TOKENS.fullmatch(text):
        return False
    reduced, topics = _CONDITION_TOPIC.subn("T", text)
    reduced = "".join(reduced.split())
    steps = 1
    while steps:
        reduced, steps = _CONDITION_STEP.subn("T", reduced)
    return reduced == "T" and topics <= MAX_CONDITION_TOPICS


def _android(message: Message) -> tuple[str, Message, Message]:
    """The path of the Android part in use, that part, and its notification."""
    if "android_v2" in message:
        android = message["android_v2"]
        return "message.android_v2", android, android.get("remote_notification", {}).get("notification", {})
    android = message.get("android", {})
    return "message.android", android, android.get("notification", {})


def _check_android(message: Message) -> Answer | None:
    if "android" in message and "android_v2" in message:
        return _refusal("Only one of android and android_v2 may be set.", "message.android_v2")
    path, android, notification = _android(message)
    ttl = android.get("ttl")
    if ttl is not None and not (0 <= float(ttl[:-1]) <= MAX_TTL_SECONDS):
        return _refusal(f"Invalid TTL: {ttl}; it must be between 0 and {MAX_TTL_SECONDS} seconds.", f"{path}.ttl")
    colour = notification.get("color")
    if colour is not None and not _COLOUR.fullmatch(colour):
        return _refusal("Invalid color; it must be in the form #rrggbb.", f"{path}.notification.color")
    return None


def _parts(message: Message) -> Iterator[tuple[str, Message]]:
    """The message and its platform parts, with their paths."""
    yield "message", message
    for name in ("android", "android_v2", "apns", "webpush"):
        if name in message:
            yield f"message.{name}", message[name]


def _check_data_keys(message: Message) -> Answer | None:
    for path, part in _parts(message):
        for key in part.get("data", {}):
            if key in ("from", "message_type", "gcm") or key.startswith(("gcm.", "google")):
                return _refusal(f"Invalid data payload key: {key}", f"{path}.data")
    return None


def _bytes_of(value: Any) -> int:
    """The UTF-8 bytes of keys and values."""
    if isinstance(value, dict):
        return sum(len(key.encode()) + _bytes_of(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(_bytes_of(item) for item in value)
    return len(str(value).encode())


def _check_size(message: Message) -> Answer | None:
    _, android, android_notification = _android(message)
    data = android.get("data", message.get("data", {}))
    notification = message.get("notification", {}) | android_notification
    limit = MAX_TOPIC_BYTES if "topic" in message or "condition" in message else MAX_BYTES
    if _bytes_of(data) + _bytes_of(notification) > limit:
        return _refusal("Android message is too big")
    payload = message.get("apns", {}).get("payload")
    if payload and len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()) > MAX_BYTES:
        return _refusal("APNs payload is too big")
    return None


def _check_apns(message: Message) -> Answer | None:
    apns = message.get("apns", {})
    aps = apns.get("payload", {}).get("aps", {})
    if not isinstance(aps, dict):
        return _refusal("aps must be an object.", "message.apns.payload")
    headers = {name.lower(): value for name, value in apns.get("headers", {}).items()}
    priority = headers.get("apns-priority")
    if priority is None:
        return None
    seen = "notification" in message or "live_activity_token" in apns or not {"alert", "sound", "badge"}.isdisjoint(aps)
    if priority not in ("1", "5", "10"):
        return _refusal(f"Invalid apns-priority: {priority}; it must be 1, 5 or 10.", "message.apns.headers")
    if priority == "10" and not seen:
        return _refusal("apns-priority 10 is not allowed for a message of data alone.", "message.apns.headers")
    return None


def _check_options(message: Message) -> Answer | None:
    for path, part in _parts(message):
        options = part.get("fcm_options", {})
        label = options.get("analytics_label")
        if label is not None and not _LABEL.fullmatch(label):
            return _refusal("Invalid analytics label.", f"{path}.fcm_options.analytics_label")
        link = options.get("link")
        if link is not None and not link.startswith("https://"):
            return _refusal("Invalid link; only HTTPS is allowed.", f"{path}.fcm_options.link")
    return None


MEANING_RULES: tuple[Callable[[Message], Answer | None], ...] = (
    _check_target,
    _check_android,
    _check_data_keys,
    _check_size,
    _check_apns,
    _check_options,
)
