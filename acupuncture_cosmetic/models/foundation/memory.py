"""What hardly ever changes, kept by an ``ormcache`` and given back to records."""


def remember(records, names):
    """Return id -> field name -> value, as the cache of records keeps it."""
    return {
        record.id: {
            name: record._fields[name].convert_to_cache(record[name], record)
            for name in names
        }
        for record in records
    }


def recall(records, rows):
    """Let records know what ``remember`` returned, without a query.

    What this transaction has changed meanwhile stays.
    """
    for name in next(iter(rows.values()), ()):
        values = [rows[record_id][name] for record_id in records.ids]
        records._fields[name]._insert_cache(records, values)
