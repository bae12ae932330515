import { _t } from "@web/core/l10n/translation";
import { FORBIDDEN, factOf, factsBroken } from "./danger";
import { rowsByKey } from "./needles";
import { spaced } from "./words";

/** What the chart says about its points: looks, labels, facts and warnings. */

const ZONES = [
    "scalp",
    "face_upper",
    "face_middle",
    "face_lower",
    "neck",
    "arms",
    "chest_abdomen",
    "back",
    "legs",
];

/** The class that gives a zone its colour. */
export function zoneLook(zone) {
    return `o_zone_${ZONES.indexOf(zone) + 1}`;
}

export function nameOf(point) {
    return `${spaced(point.code)} ${point.plain}`;
}

function isTooDeep(row, point) {
    return Boolean(point.depth_max) && row.data.depth_mm > point.depth_max;
}

function keysOf(ghosts) {
    return new Set(
        ghosts.flatMap(({ point_id: id, side }) =>
            (side === "both" ? ["left", "right"] : [side]).map((one) => `${id}:${one}`)
        )
    );
}

/** The needles of one spot: where a point has a place for each of them, the one there. */
export function rowsAt(spot, spots, byKey) {
    const rows = byKey.get(spot.key) || [];
    const places = spots.filter(({ key }) => key === spot.key).length;
    return rows.length === places ? [rows[spot.nth]] : rows;
}

/** The spots of a drawing with what is in them and how that looks and sounds. */
export function dotsOf(spots, { byKey, ghosts, dropped, closed, words, isOut }) {
    const ghostKeys = keysOf(ghosts);
    const droppedKeys = rowsByKey(dropped);
    return spots.map((spot) => {
        const { point, side, key } = spot;
        const rows = byKey.get(key);
        const reason = closed[point.id] || factOf(point, FORBIDDEN)?.words;
        const gone = rows && rowsAt(spot, spots, byKey).every((row) => isOut?.(row));
        const stays = rows?.every((row) => row.data.retained);
        const ghost = ghostKeys.has(key) || droppedKeys.has(key);
        const looks = {
            o_free: spot.row,
            [zoneLook(rows?.[0].data.zone || point.zone)]: true,
            o_needled: rows,
            [`o_kind_${rows?.[0].data.kind}`]: rows?.[0].data.kind,
            o_out: gone,
            o_stays: stays,
            o_ghost: ghost && !rows,
            o_closed: reason,
            o_deep: rows?.some((row) => isTooDeep(row, point)),
            o_seldom: !point.cosmetic,
        };
        const state = rows
            ? gone
                ? _t("out")
                : stays
                  ? _t("stays in")
                  : _t("needled")
            : reason
              ? _t("closed")
              : droppedKeys.has(key)
                ? _t("dropped")
                : ghost
                  ? _t("needled last time")
                  : _t("free");
        const label = [nameOf(point), words.side[side].toLowerCase(), state].join(", ");
        const kind = rows?.[0].data.kind || "";
        return { spot, rows, kind, reason, ghost, looks, label: String(label) };
    });
}

/** The facts of one point, for the line below the drawing. */
export function factsOf({ spot: { point, side }, reason }, words) {
    const depth =
        point.depth_max &&
        _t("%(from)s to %(to)s mm", { from: point.depth_min, to: point.depth_max });
    return {
        title: `${spaced(point.code)} ${point.pinyin} ${point.hanzi}`,
        words: [point.english, words.side[side], words.zone[point.zone], depth, words.angle[point.angle]]
            .filter(Boolean)
            .join(" · "),
        reason,
        dangers: point.facts.filter(({ kind }) => kind !== FORBIDDEN),
        note: point.note,
        pregnancy: {
            avoid: _t("Avoid in pregnancy."),
            caution: _t("Caution in pregnancy."),
        }[point.pregnancy],
    };
}

/** What a careful colleague would say about the needles that are in. */
export function warningsOf(rows, { points, closed, words }) {
    const said = new Set();
    const flagged = { avoid: new Set(), caution: new Set(), ok: new Set() };
    for (const row of rows) {
        const point = points.get(row.data.point_id.id);
        if (!point) {
            continue;
        }
        flagged[point.pregnancy].add(spaced(point.code));
        if (isTooDeep(row, point)) {
            said.add(
                _t("%(point)s, %(side)s: %(depth)s mm is deeper than the limit of %(limit)s mm.", {
                    point: nameOf(point),
                    side: words.side[row.data.side].toLowerCase(),
                    depth: row.data.depth_mm,
                    limit: point.depth_max,
                }).toString()
            );
        }
        if (!row.data.danger_accepted) {
            for (const { words } of factsBroken(point, row.data)) {
                said.add(_t("%(point)s, %(danger)s", { point: nameOf(point), danger: words }).toString());
            }
        }
        if (closed[point.id]) {
            said.add(
                _t("%(point)s is closed for this client: %(reason)s", {
                    point: nameOf(point),
                    reason: closed[point.id],
                }).toString()
            );
        }
    }
    return {
        dangers: [...said],
        avoid: [...flagged.avoid].join(", "),
        caution: [...flagged.caution].join(", "),
    };
}
