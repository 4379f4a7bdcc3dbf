"""What comes with the product: deployed where nobody has changed it, offered beside what somebody has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from engine import clock
from engine.deployments import DeploymentRefused, made_of, one_at_a_time
from engine.errors import EngineError
from engine.gate import files as arriving
from engine.gate.check import check
from engine.gate.findings import Finding
from engine.models import Delivery
from engine.models.definitions import Definition
from engine.versions import MODELS, Batch, Text, texts_of


@dataclass
class Delivered:
    new: list[Definition] = field(default_factory=list)
    unchanged: list[Definition] = field(default_factory=list)
    offered: list[Delivery] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def deliver(files: Mapping[str, bytes], *, note: str = "") -> Delivered:
    """Deploy the product's own files, except where the newest version is a person's: that one stays, and what is new
    in the file is offered beside it. A file that would not pass together with what stays is offered, too.

    DeploymentRefused when the files are wrong in themselves. The same files again change nothing.
    """
    with transaction.atomic():
        one_at_a_time()
        held, findings = _settled(files)
        going = {name: content for name, content in files.items() if name not in held}
        offered = [one for name in sorted(held) for text in _texts(name, files[name]) if (one := _offered(text))]
        if not going:
            return Delivered(offered=offered)
        outcome = made_of(going, findings, Batch(by=None, note=note, is_shipped=True))
        return Delivered(outcome.new, outcome.unchanged, offered, findings)


def file_name(delivery: Delivery) -> str:
    return arriving.file_name(delivery.kind, delivery.key)


def _settled(files: Mapping[str, bytes]) -> tuple[set[str], list[Finding]]:
    """The files that are held back, and what the gate says of the others."""
    texts = {name: _texts(name, content) for name, content in files.items()}
    deployed = {name: bytes(newest.source) for name, found in texts.items() if (newest := _newest(found))}
    held = {name for name, found in texts.items() if any(_is_a_persons(text) for text in found)}
    while True:
        findings = check({name: deployed[name] if name in held else content for name, content in files.items()})
        errors = [found for found in findings if found.severity == "error"]
        more = {found.file for found in errors} & deployed.keys() - held
        if not more and _are_new(errors, held, deployed):
            more = deployed.keys() - held  # what stays needs what is deployed now
        if more and held:
            held |= more
            continue
        if any(found.file not in held for found in errors):
            raise DeploymentRefused(findings)
        return held, [found for found in findings if found.file not in held]


def _are_new(errors: list[Finding], held: set[str], deployed: Mapping[str, bytes]) -> bool:
    """What stays has an error that it has not beside what is deployed now."""
    theirs = {found for found in errors if found.file in held}
    return bool(theirs) and not theirs <= set(check(deployed))


def _texts(name: str, content: bytes) -> list[Text]:
    try:
        return texts_of(name, content)
    except EngineError:  # the check says what is wrong
        return []


def _newest(texts: list[Text]) -> Definition | None:
    return next((newest for text in texts if (newest := text.newest)), None)


def _is_a_persons(text: Text) -> bool:
    newest = text.newest
    return newest is not None and not newest.is_shipped


def _offered(text: Text) -> Delivery | None:
    """The offer for what is held back; None where its text was deployed before, so that it is not new."""
    offers = Delivery.objects.filter(kind=text.kind, key=text.key)
    if MODELS[text.kind].objects.filter(key=text.key, digest=text.digest).exists():
        offers.delete()
        return None
    offer = offers.first()
    if offer is None or offer.digest != text.digest:
        fields = {"name": text.name, "source": text.source, "digest": text.digest, "delivered_at": clock.now()}
        offer, _made = Delivery.objects.update_or_create(kind=text.kind, key=text.key, defaults=fields)
    return offer
