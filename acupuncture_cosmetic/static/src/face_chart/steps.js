import { markRaw } from "@odoo/owl";
import { x2ManyCommands } from "@web/core/orm_service";
import { rowId, stored } from "./needles";

const KEPT = 50; // steps

/** What makes two needles the same one, also after they were saved and read anew. */
function identity(data) {
    return [data.point_id?.id, data.side, data.retained, data.map, data.map_x, data.map_y].join(":");
}

function snapshot(list) {
    return new Map(list.records.map((row) => [row.id, { id: rowId(row), values: { ...row.data } }]));
}

function same(a, b) {
    return a === b || (a?.id !== undefined && a.id === b?.id) || (a?.equals?.(b) ?? false);
}

/** What changed from one look at the rows to the next. */
function difference(before, after) {
    const step = { added: [], removed: [], changed: [] };
    for (const [key, now] of after) {
        const old = before.get(key);
        if (!old) {
            step.added.push(now);
            continue;
        }
        const names = Object.keys(now.values).filter((name) => !same(now.values[name], old.values[name]));
        if (names.length) {
            const values = Object.fromEntries(names.map((name) => [name, old.values[name]]));
            step.changed.push({ ...now, back: values });
        }
    }
    for (const [key, old] of before) {
        if (!after.has(key)) {
            step.removed.push(old);
        }
    }
    return step;
}

/**
 * The steps that a drawing made, to be taken back one by one. A step speaks of needles,
 * not of rows, so that it can be taken back after the form was saved.
 *
 * @param {Function} writable tells which fields of a row may be written
 */
export class Steps {
    constructor(writable) {
        this.writable = writable;
        this.done = [];
    }

    get length() {
        return this.done.length;
    }

    clear() {
        this.done = [];
    }

    /** Do something to the rows and remember what it did. */
    async around(list, act) {
        const before = snapshot(list);
        await act();
        const step = difference(before, snapshot(list));
        if (step.added.length || step.removed.length || step.changed.length) {
            this.done = [...this.done, markRaw(step)].slice(-KEPT);
        }
    }

    /** The commands that take the last step back, with a needle that it speaks of. */
    back(list) {
        while (this.done.length) {
            const step = this.done.at(-1);
            this.done = this.done.slice(0, -1);
            const commands = this.commandsOf(step, list);
            if (commands.length) {
                const [{ values }] = [...step.removed, ...step.added, ...step.changed];
                return { commands, values };
            }
        }
        return { commands: [], values: null };
    }

    commandsOf({ added, removed, changed }, list) {
        const rows = [...list.records];
        const take = ({ id, values }) => {
            const found =
                rows.find((row) => rowId(row) === id) ||
                rows.findLast((row) => identity(row.data) === identity(values));
            return found && rows.splice(rows.indexOf(found), 1)[0];
        };
        const commands = [];
        for (const needle of changed) {
            const row = take(needle);
            if (row) {
                commands.push(x2ManyCommands.update(rowId(row), this.chosen(needle.back, list)));
            }
        }
        for (const needle of added) {
            const row = take(needle);
            if (row) {
                commands.push(x2ManyCommands.delete(rowId(row)));
            }
        }
        for (const needle of removed) {
            if (!rows.some((row) => rowId(row) === needle.id)) {
                commands.push(x2ManyCommands.create(false, this.chosen(needle.values, list)));
            }
        }
        return commands;
    }

    chosen(values, { fields }) {
        return Object.fromEntries(
            Object.entries(values)
                .filter(([name]) => this.writable(name))
                .map(([name, value]) => [name, stored(value, fields[name]?.type)])
        );
    }
}
