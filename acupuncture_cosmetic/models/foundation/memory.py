"""What need not be asked of PostgreSQL: given to the cache of records by hand.

The cache has no public door, so this is the one place that uses the private one. What
it saves, in queries from a cold cache: of the 19 that confirm an order of one course,
one more each without ``recall`` of its techniques and ``tell`` of its courses, two more
without that of the rules of follow-ups; of the 29 that reserve twelve credits one more
without ``tell``; twelve numbers of a sequence take two instead of one. In time
none shows beside a PostgreSQL on the same machine (25 ms for such an order, 20 for the
credits); one that is elsewhere is asked by the round trip.
"""


def remember(records, names):
    """Return id -> field name -> value, as the cache of records keeps it.

    For what hardly ever changes: an ``ormcache`` keeps it from call to call.
    """
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


def tell(records, name, value):
    """Let records know the value of a field that PostgreSQL has by now.

    Where a trigger wrote it, or where nothing can be there yet.
    """
    records._fields[name]._update_cache(records, value)
