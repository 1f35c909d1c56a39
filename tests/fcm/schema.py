"""The fields of an FCM v1 message, as data.

Taken from the discovery document of fcm.googleapis.com (revision 20261023). Names are the snake_case
ones of the protocol buffer; `field_of` knows the lowerCamelCase ones of JSON too.
"""

import re
from dataclasses import dataclass
from enum import Enum


class Scalar(Enum):
    """Kinds of a single value, named as Google's error texts name them."""

    STRING = "TYPE_STRING"
    BOOL = "TYPE_BOOL"
    INT32 = "TYPE_INT32"
    FLOAT = "TYPE_FLOAT"
    DURATION = "type.googleapis.com/google.protobuf.Duration"
    TIMESTAMP = "type.googleapis.com/google.protobuf.Timestamp"
    STRUCT = "type.googleapis.com/google.protobuf.Struct"
    STRING_MAP = "map<string, string>"


@dataclass(frozen=True)
class Choice:
    """An enum: its full type name and its values."""

    type_name: str
    values: tuple[str, ...]
    any_case: bool = False


@dataclass(frozen=True)
class Many:
    """A repeated scalar."""

    of: Scalar


@dataclass(frozen=True)
class Nested:
    """Another message type of `MESSAGE_TYPES`."""

    type_name: str


Kind = Scalar | Choice | Many | Nested

_PACKAGE = "type.googleapis.com/google.firebase.fcm.v1"

_ANDROID_COMMON: dict[str, Kind] = {
    "collapse_key": Scalar.STRING,
    "ttl": Scalar.DURATION,
    "restricted_package_name": Scalar.STRING,
    "data": Scalar.STRING_MAP,
    "fcm_options": Nested("AndroidFcmOptions"),
    "direct_boot_ok": Scalar.BOOL,
    "bandwidth_constrained_ok": Scalar.BOOL,
    "restricted_satellite_ok": Scalar.BOOL,
}

_ANDROID_NOTIFICATION_COMMON: dict[str, Kind] = {
    "title": Scalar.STRING,
    "body": Scalar.STRING,
    "icon": Scalar.STRING,
    "color": Scalar.STRING,
    "sound": Scalar.STRING,
    "tag": Scalar.STRING,
    "click_action": Scalar.STRING,
    "body_loc_key": Scalar.STRING,
    "body_loc_args": Many(Scalar.STRING),
    "title_loc_key": Scalar.STRING,
    "title_loc_args": Many(Scalar.STRING),
    "channel_id": Scalar.STRING,
    "ticker": Scalar.STRING,
    "sticky": Scalar.BOOL,
    "event_time": Scalar.TIMESTAMP,
    "local_only": Scalar.BOOL,
    "notification_priority": Choice(
        f"{_PACKAGE}.AndroidNotification.NotificationPriority",
        (
            "PRIORITY_UNSPECIFIED",
            "PRIORITY_MIN",
            "PRIORITY_LOW",
            "PRIORITY_DEFAULT",
            "PRIORITY_HIGH",
            "PRIORITY_MAX",
        ),
    ),
    "default_sound": Scalar.BOOL,
    "default_vibrate_timings": Scalar.BOOL,
    "default_light_settings": Scalar.BOOL,
    "vibrate_timings": Many(Scalar.DURATION),
    "visibility": Choice(
        f"{_PACKAGE}.AndroidNotification.Visibility",
        ("VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"),
    ),
    "notification_count": Scalar.INT32,
    "light_settings": Nested("LightSettings"),
    "image": Scalar.STRING,
}

MESSAGE_TYPES: dict[str, dict[str, Kind]] = {
    "SendMessageRequest": {"validate_only": Scalar.BOOL, "message": Nested("Message")},
    "Message": {
        "name": Scalar.STRING,
        "data": Scalar.STRING_MAP,
        "notification": Nested("Notification"),
        "android": Nested("AndroidConfig"),
        "android_v2": Nested("AndroidConfigV2"),
        "webpush": Nested("WebpushConfig"),
        "apns": Nested("ApnsConfig"),
        "fcm_options": Nested("FcmOptions"),
        "fid": Scalar.STRING,
        "token": Scalar.STRING,
        "topic": Scalar.STRING,
        "condition": Scalar.STRING,
    },
    "Notification": {"title": Scalar.STRING, "body": Scalar.STRING, "image": Scalar.STRING},
    "FcmOptions": {"analytics_label": Scalar.STRING},
    "AndroidConfig": {
        **_ANDROID_COMMON,
        "priority": Choice(f"{_PACKAGE}.AndroidConfig.AndroidMessagePriority", ("NORMAL", "HIGH"), any_case=True),
        "notification": Nested("AndroidNotification"),
    },
    "AndroidConfigV2": {
        **_ANDROID_COMMON,
        "background_sync": Nested("AndroidBackgroundSyncMessage"),
        "remote_notification": Nested("AndroidRemoteNotification"),
    },
    "AndroidBackgroundSyncMessage": {},
    "AndroidRemoteNotification": {
        "mutable_content": Scalar.BOOL,
        "use_as_v1_data_message": Scalar.BOOL,
        "notification": Nested("AndroidNotificationV2"),
    },
    "AndroidNotification": {
        **_ANDROID_NOTIFICATION_COMMON,
        "bypass_proxy_notification": Scalar.BOOL,
        "proxy": Choice(
            f"{_PACKAGE}.AndroidNotification.Proxy",
            ("PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED"),
        ),
    },
    "AndroidNotificationV2": {**_ANDROID_NOTIFICATION_COMMON, "id": Scalar.INT32},
    "AndroidFcmOptions": {"analytics_label": Scalar.STRING},
    "LightSettings": {
        "color": Nested("Color"),
        "light_on_duration": Scalar.DURATION,
        "light_off_duration": Scalar.DURATION,
    },
    "Color": {"red": Scalar.FLOAT, "green": Scalar.FLOAT, "blue": Scalar.FLOAT, "alpha": Scalar.FLOAT},
    "WebpushConfig": {
        "headers": Scalar.STRING_MAP,
        "data": Scalar.STRING_MAP,
        "notification": Scalar.STRUCT,
        "fcm_options": Nested("WebpushFcmOptions"),
    },
    "WebpushFcmOptions": {"link": Scalar.STRING, "analytics_label": Scalar.STRING},
    "ApnsConfig": {
        "headers": Scalar.STRING_MAP,
        "payload": Scalar.STRUCT,
        "fcm_options": Nested("ApnsFcmOptions"),
        "live_activity_token": Scalar.STRING,
    },
    "ApnsFcmOptions": {"analytics_label": Scalar.STRING, "image": Scalar.STRING},
}

TARGETS = ("fid", "token", "topic", "condition")


def camel_case(name: str) -> str:
    """`fcm_options` -> `fcmOptions`."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


_SNAKE_NAMES: dict[str, dict[str, str]] = {
    type_name: {spelling: name for name in fields for spelling in (name, camel_case(name))}
    for type_name, fields in MESSAGE_TYPES.items()
}


def field_of(type_name: str, spelling: str) -> tuple[str, Kind] | None:
    """The snake_case name and kind of a field, given in either spelling; None when there is none."""
    name = _SNAKE_NAMES[type_name].get(spelling)
    return None if name is None else (name, MESSAGE_TYPES[type_name][name])


def type_label(type_name: str) -> str:
    """A message type as Google's error texts name it."""
    return f"{_PACKAGE}.{type_name}"
