import { useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * Needles that are tapped out, one by one. What was tapped shows at once; it is told to
 * the server in its own time, and nothing that is tapped meanwhile gets lost.
 *
 * @param {{record: Function}} params
 */
export function useTapOut({ record }) {
    const orm = useService("orm");
    const taps = useState({
        waiting: new Map(), // row id -> whether it is out
        isSending: false,
        isOut: (row) => taps.waiting.get(row.resId) ?? Boolean(row.data.out_at),
        /** How many more are out than the server knows. */
        ahead: (rows) =>
            rows.reduce((sum, row) => sum + taps.isOut(row) - Boolean(row.data.out_at), 0),
        tap(rows) {
            const isOut = !rows.every(taps.isOut);
            for (const row of rows) {
                taps.waiting.set(row.resId, isOut);
            }
            return send();
        },
    });

    async function send() {
        if (taps.isSending) {
            return;
        }
        taps.isSending = true;
        try {
            while (taps.waiting.size) {
                // read anew, the record would lose what was typed or placed meanwhile
                if (!(await record().save())) {
                    taps.waiting.clear();
                    break;
                }
                const told = new Map(taps.waiting);
                const ids = (isOut) => [...told.keys()].filter((id) => told.get(id) === isOut);
                const { resModel, resId } = record();
                await orm.call(resModel, "action_tap_out", [[resId], ids(true), ids(false)]);
                // what was typed or placed while the server was asked goes along
                await ((await record().isDirty()) ? record().save() : record().load());
                for (const [id, isOut] of told) {
                    if (taps.waiting.get(id) === isOut) {
                        taps.waiting.delete(id);
                    }
                }
            }
        } catch (error) {
            taps.waiting.clear(); // the drawing shows again what is stored
            throw error;
        } finally {
            taps.isSending = false;
        }
    }

    return taps;
}
