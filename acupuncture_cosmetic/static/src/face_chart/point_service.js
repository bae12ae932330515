import { markRaw } from "@odoo/owl";
import { registry } from "@web/core/registry";

/** Points, places and words of the face chart: asked for once, then kept. */
export const pointService = {
    dependencies: ["orm"],
    async: ["load"],
    start(env, { orm }) {
        let loading = null;
        return {
            load() {
                loading ||= orm
                    .call("acupuncture.point", "chart_map", [])
                    .then(indexed)
                    .catch((error) => {
                        loading = null;
                        throw error;
                    });
                return loading;
            },
        };
    },
};

/** The answer of the server with its points by id and its words by value. */
export function indexed({ points, places, labels, needles }) {
    return markRaw({
        points: new Map(points.map((point) => [point.id, point])),
        places,
        needles,
        choices: labels,
        words: Object.fromEntries(
            Object.entries(labels).map(([name, rows]) => [name, Object.fromEntries(rows)])
        ),
    });
}

registry.category("services").add("acupuncture_points", pointService);
