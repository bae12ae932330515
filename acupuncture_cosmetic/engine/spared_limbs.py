"""Where lymph nodes were removed: which limbs stay free of needles.

A client tells it in own words: "left arm, breast 2019". What is not told is not
guessed: without a side both count, without a limb both arms and both legs. Who is not
sure is spared as well, until somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .screening_words import fold

NODES = "NODE_REMOVAL"
SIDES = ("left", "right")
# words in English, German, French, Spanish, Dutch, Italian; * is any ending
_REGIONS = {
    "upper_limb": "arm arms armlymph* armpit* hand hands shoulder* breast* mastectom* "
    "mamma* axill* achsel* brust* oberarm* unterarm* hande bras aissel* "
    "sein seins mains brazo* axila* mama mamas pecho* mano manos armen "
    "oksel* borst* bracci* ascell* seno",
    "lower_limb": "leg legs foot feet groin* bein* oberschenk* unterschenk* leist* "
    "fuss* jambe* aine pied pieds pierna* ingle* pies been* benen liesk* voet* gamb* "
    "inguin* piede piedi",
    "neck": "neck hals halsl* nack* cou cuello nek collo",
}
_SIDES = {
    "left": "left* link links linke linker linken linkes gauche* izquierd* sinistr*",
    "right": "right* recht* droit* derech* destr*",
}
_BOTH = "both beid* bilat* deux ambos ambas entramb*"


def spared(effects: Mapping[str, str], details: Iterable[str]) -> dict[str, str]:
    """Return the limbs to spare as effects of their own: ``limb(...)`` -> effect.

    :param effects: finding -> effect, of what holds today
    :param details: what the client wrote about it
    """
    effect = effects.get(NODES, "over")
    if effect in ("over", "info"):
        return {}
    text = fold(" ".join(details))
    regions = _named(_REGIONS, text) or ["upper_limb", "lower_limb"]
    sides = SIDES if _names(_BOTH, text) else _named(_SIDES, text) or SIDES
    return {limb(region, side): effect for region in regions for side in sides}


def limb(region: str, side: str) -> str:
    """Return how a limb is written among the effects."""
    return f"{NODES}:{region}:{side}"


def _named(words: Mapping[str, str], text: str) -> list[str]:
    return [name for name, wanted in words.items() if _names(wanted, text)]


def _names(words: str, text: str) -> bool:
    ends = (
        word.removesuffix("*") if word.endswith("*") else f"{word} "
        for word in words.split()
    )
    return any(f" {word}" in text for word in ends)
