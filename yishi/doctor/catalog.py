"""What PostgreSQL's catalog says of one schema: a query for each kind of thing.

Each row has `of`, the table it belongs to or the thing itself; `name`; `value`, what it is like;
and the SQL that makes (`add`) or removes (`drop`) it. $1 is the schema.
"""

from typing import NamedTuple


class Kind(NamedTuple):
    """`called` is its name in a sentence."""

    called: str
    query: str
    by_prepare: bool = False
    """Whether `yishi prepare` makes what lacks and mends what differs."""
    of_another: bool = False
    """Whether another kind tells what is missing or too much."""


_OURS = """
WITH relation AS (
    SELECT c.*, quote_ident(relname) AS called, CASE relkind
        WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
        WHEN 'S' THEN 'sequence' WHEN 'p' THEN 'partitioned table' ELSE 'table' END AS kind
    FROM pg_class c
    WHERE relnamespace = $1::text::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid
                    AND deptype IN ('e', 'i'))
), routine AS (
    SELECT p.*, format('%I(%s)', proname, pg_get_function_identity_arguments(p.oid)) AS called
    FROM pg_proc p WHERE pronamespace = $1::text::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid
                    AND deptype = 'e')
)
"""

RELATIONS = Kind(
    "relation",
    """SELECT called AS of, called AS name, kind AS value, '' AS add,
    format('DROP %s %s', replace(upper(kind), 'PARTITIONED ', ''), called) AS drop FROM relation""",
    by_prepare=True,
)

WITHIN = (
    Kind(
        "owner of",
        """SELECT called AS of, called AS name, pg_get_userbyid(relowner) AS value, '' AS drop,
        format('ALTER %s %s OWNER TO %I', CASE kind WHEN 'view' THEN 'VIEW' ELSE 'TABLE' END,
               called, pg_get_userbyid(relowner)) AS add FROM relation
        UNION ALL SELECT called, called, pg_get_userbyid(proowner), '',
        format('ALTER FUNCTION %s OWNER TO %I', called, pg_get_userbyid(proowner)) FROM routine""",
        of_another=True,
    ),
    Kind(
        "durability of",
        """SELECT called AS of, called AS name, CASE relpersistence WHEN 'p' THEN 'LOGGED'
        ELSE 'UNLOGGED, empty after a crash' END AS value,
        format('ALTER TABLE %s SET LOGGED', called) AS add, '' AS drop FROM relation
        WHERE relkind IN ('r', 'p')""",
        of_another=True,
    ),
    Kind(
        "row security of",
        """SELECT called AS of, called AS name, CASE WHEN relrowsecurity THEN 'on' ELSE 'off' END
        || CASE WHEN relforcerowsecurity THEN ', forced' ELSE '' END AS value,
        format('ALTER TABLE %1$s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', called)
        AS add, '' AS drop FROM relation WHERE relkind IN ('r', 'p')""",
        of_another=True,
    ),
    Kind(
        "policy",
        """SELECT called AS of, format('%I on %s', polname, called) AS name,
        concat_ws(' ', polcmd, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
        AS value, '' AS add, format('DROP POLICY %I ON %s', polname, called) AS drop
        FROM relation JOIN pg_policy ON polrelid = relation.oid""",
    ),
    Kind(
        "column",
        # Since PostgreSQL 18 NOT NULL is a constraint too, whose name depends on who made it.
        """SELECT called AS of, format('%s.%I', called, attname) AS name, concat_ws(' ',
            format_type(atttypid, atttypmod), CASE WHEN attnotnull AND NOT EXISTS (
                SELECT FROM pg_constraint WHERE conrelid = attrelid AND contype = 'n'
                AND conkey = ARRAY[attnum] AND NOT convalidated) THEN 'NOT NULL' END,
            'DEFAULT ' || pg_get_expr(adbin, adrelid), 'identity ' || nullif(attidentity::text, ''),
            'generated ' || nullif(attgenerated::text, ''),
            CASE WHEN attcollation NOT IN (0, typcollation)
                THEN 'COLLATE ' || attcollation::regcollation::text END) AS value,
        concat(format('ALTER TABLE %s ADD COLUMN %I %s', called, attname,
            format_type(atttypid, atttypmod)), ' DEFAULT ' || pg_get_expr(adbin, adrelid)) AS add,
        format('ALTER TABLE %1$s ALTER %2$I TYPE %3$s, ALTER %2$I %4$s NOT NULL, ALTER %2$I %5$s',
            called, attname, format_type(atttypid, atttypmod),
            CASE WHEN attnotnull THEN 'SET' ELSE 'DROP' END, coalesce(
            'SET DEFAULT ' || pg_get_expr(adbin, adrelid), 'DROP DEFAULT')) AS alter,
        format('ALTER TABLE %s DROP COLUMN %I', called, attname) AS drop
        FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0
            AND NOT attisdropped
        JOIN pg_type ON pg_type.oid = atttypid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relkind IN ('r', 'p')""",
    ),
    Kind(
        "constraint",
        # By what it says and not by its name, which may be another after a restore.
        """SELECT called AS of, format('%s on %s', pg_get_constraintdef(c.oid), called) AS name,
        CASE WHEN indisvalid AND indisready OR indisvalid IS NULL THEN 'valid' ELSE 'not valid' END
        AS value,
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', called, conname, pg_get_constraintdef(c.oid))
        AS add, format('REINDEX TABLE %s', called) AS alter,
        format('ALTER TABLE %s DROP CONSTRAINT %I', called, conname) AS drop
        FROM relation JOIN pg_constraint c ON conrelid = relation.oid AND contype NOT IN ('n', 't')
        LEFT JOIN pg_index ON indexrelid = conindid AND contype <> 'f'""",
    ),
    Kind(
        "index",
        """SELECT called AS of, regexp_replace(pg_get_indexdef(indexrelid),
            '^(CREATE )((UNIQUE )?INDEX )\\S+ ', '\\2') AS name,
        CASE WHEN indisvalid AND indisready THEN 'valid' ELSE 'not valid' END AS value,
        pg_get_indexdef(indexrelid) AS add, format('REINDEX TABLE %s', called) AS alter,
        format('DROP INDEX %s', indexrelid::regclass) AS drop
        FROM relation JOIN pg_index ON indrelid = relation.oid
        WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid
                          AND contype IN ('p', 'u', 'x'))""",
    ),
    Kind(
        "trigger",
        """SELECT called AS of, format('%I on %s', tgname, called) AS name,
        pg_get_triggerdef(pg_trigger.oid) AS value, '' AS add,
        format('DROP TRIGGER %I ON %s', tgname, called) AS drop
        FROM relation JOIN pg_trigger ON tgrelid = relation.oid AND NOT tgisinternal""",
        by_prepare=True,
    ),
    Kind(
        "state of trigger",
        # ENABLE ALWAYS is stronger, and as good.
        """SELECT called AS of, format('%I on %s', tgname, called) AS name, CASE tgenabled
            WHEN 'D' THEN 'off' WHEN 'R' THEN 'off but for replicas' ELSE 'on' END AS value,
        '' AS add, '' AS drop
        FROM relation JOIN pg_trigger ON tgrelid = relation.oid AND NOT tgisinternal""",
        by_prepare=True,
        of_another=True,
    ),
    Kind(
        "rule",
        """SELECT called AS of, format('%I on %s', rulename, called) AS name,
        pg_get_ruledef(pg_rewrite.oid) AS value, '' AS add,
        format('DROP RULE %I ON %s', rulename, called) AS drop
        FROM relation JOIN pg_rewrite ON ev_class = relation.oid AND rulename <> '_RETURN'""",
    ),
    Kind(
        "view",
        """SELECT called AS of, called AS name, concat_ws(' ', pg_get_viewdef(oid),
            array_to_string(reloptions, ' ')) AS value, '' AS add, '' AS drop
        FROM relation WHERE relkind IN ('v', 'm')""",
        by_prepare=True,
    ),
    Kind(
        "inheritance",
        # Of no relation: one of the two may be a stranger, and is then told of by itself.
        """SELECT DISTINCT '' AS of, format('%s from %s', inhrelid::regclass, inhparent::regclass)
        AS name, '' AS value, '' AS add, format('ALTER TABLE %s NO INHERIT %s',
            inhrelid::regclass, inhparent::regclass) AS drop
        FROM relation JOIN pg_inherits ON relation.oid IN (inhrelid, inhparent)""",
    ),
    Kind(
        "function",
        """SELECT called AS of, called AS name, CASE prokind WHEN 'a' THEN 'an aggregate'
            ELSE pg_get_functiondef(oid) END AS value, '' AS add,
        format('DROP ROUTINE %s', called) AS drop FROM routine""",
        by_prepare=True,
    ),
    Kind(
        "type, operator or cast",
        """SELECT typname::text AS of, format('type %I', typname) AS name, '' AS value, '' AS add,
        format('DROP TYPE %I', typname) AS drop FROM pg_type t
        WHERE typnamespace = $1::text::regnamespace AND (typtype NOT IN ('b', 'c') OR typtype = 'b'
            AND typelem = 0 OR typtype = 'c' AND (SELECT relkind FROM pg_class WHERE
                pg_class.oid = typrelid) = 'c') AND typtype <> 'm'
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass
                            AND objid = t.oid AND deptype = 'e')
        UNION ALL SELECT oprname, format('operator %s', o.oid::regoperator), '', '',
            format('DROP OPERATOR %s', o.oid::regoperator) FROM pg_operator o
        WHERE oprnamespace = $1::text::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_operator'::regclass
                            AND objid = o.oid AND deptype = 'e')""",
    ),
)

RIGHTS = """
SELECT of, thing, coalesce(quote_ident(rolname), 'PUBLIC') AS who, array_agg(may_) AS may FROM (
    SELECT called AS of, called AS thing, grantee, is_grantable, privilege_type AS may
    FROM relation, aclexplode(coalesce(relacl, acldefault(
        CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))) WHERE grantee <> relowner
    UNION ALL SELECT called, called, grantee, is_grantable,
        format('%s (%I)', privilege_type, attname)
    FROM relation JOIN pg_attribute ON attrelid = relation.oid, aclexplode(attacl)
    WHERE grantee <> relowner
    UNION ALL SELECT called, 'FUNCTION ' || called, grantee, is_grantable, privilege_type
    FROM routine, aclexplode(coalesce(proacl, acldefault('f', proowner)))
    WHERE grantee <> proowner
) AS each LEFT JOIN pg_roles ON pg_roles.oid = grantee,
LATERAL (SELECT may UNION ALL SELECT 'GRANT OPTION FOR ' || may WHERE is_grantable) AS right_ (may_)
GROUP BY 1, 2, 3
"""
"""Who but the owner may do what with each table and function."""


def asked(query: str) -> str:
    return _OURS + query
