"""Where lymph nodes were removed: which limbs stay free of needles.

A client tells it in own words: "left arm, breast 2019". What is not told is not
guessed: without a side both count, without a limb both arms and both legs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .screening_words import fold

NODES = "NODE_REMOVAL"
SIDES = ("left", "right")
# beginnings of words in English, German, French, Spanish, Dutch, Italian
_REGIONS = {
    "upper_limb": "arm hand shoulder breast axill achsel brust bras aissel sein main "
    "brazo axila mama pecho mano oksel borst bracci ascell seno",
    "lower_limb": "leg foot groin bein leist fuss jambe aine pied pierna ingle pie "
    "been lies voet gamba inguin piede",
    "neck": "neck hals nack cou cuello nek collo",
}
_SIDES = {
    "left": "left link gauche izquierd sinistr",
    "right": "right recht droit derech destr",
}


def spared(effects: Mapping[str, str], details: Iterable[str]) -> dict[str, str]:
    """Return the limbs to spare as effects of their own: ``limb(...)`` -> effect.

    :param effects: finding -> effect, of what holds today
    :param details: what the client wrote about it
    """
    effect = effects.get(NODES, "over")
    if effect in ("over", "info", "unclear"):
        return {}
    text = fold(" ".join(details))
    regions = _named(_REGIONS, text) or ["upper_limb", "lower_limb"]
    sides = _named(_SIDES, text) or SIDES
    return {limb(region, side): effect for region in regions for side in sides}


def limb(region: str, side: str) -> str:
    """Return how a limb is written among the effects."""
    return f"{NODES}:{region}:{side}"


def _named(words: Mapping[str, str], text: str) -> list[str]:
    return [
        name
        for name, starts in words.items()
        if any(f" {start}" in text for start in starts.split())
    ]
