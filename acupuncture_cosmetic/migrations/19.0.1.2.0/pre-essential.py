def migrate(cr, version):
    """Every protocol says what it cannot do without, those in force too.

    Before the registry: it would refuse to complete a protocol in force. Facial
    needling, else what stands first in the list of techniques.
    """
    cr.execute("""
        ALTER TABLE acupuncture_protocol
            ADD COLUMN IF NOT EXISTS essential_technique_id int4;
        ALTER TABLE acupuncture_protocol DISABLE TRIGGER acupuncture_guard;
        UPDATE acupuncture_protocol SET essential_technique_id = main.technique_id
          FROM (SELECT DISTINCT ON (link.acupuncture_protocol_id)
                       link.acupuncture_protocol_id AS protocol_id,
                       technique.id AS technique_id
                  FROM acupuncture_protocol_acupuncture_technique_rel link
                  JOIN acupuncture_technique technique
                    ON technique.id = link.acupuncture_technique_id
              ORDER BY link.acupuncture_protocol_id,
                       technique.code <> 'needling', technique.sequence, technique.id
               ) AS main
         WHERE main.protocol_id = acupuncture_protocol.id
           AND acupuncture_protocol.essential_technique_id IS NULL;
        ALTER TABLE acupuncture_protocol ENABLE TRIGGER acupuncture_guard;
    """)
