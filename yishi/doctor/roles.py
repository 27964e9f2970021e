"""Who may be whom in PostgreSQL, what roles may beyond their tables, and what is set for them."""

from collections.abc import Iterator
from typing import Any

from yishi.doctor.finding import Found

CONNECTIONS = 8 + 15
"""How many a process opens to its database at most: to record, and for what people look at."""

_FLAGS = {
    "rolsuper": "SUPERUSER",
    "rolbypassrls": "BYPASSRLS",
    "rolcreaterole": "CREATEROLE",
    "rolcreatedb": "CREATEDB",
    "rolreplication": "REPLICATION",
}
_POWERFUL = ("pg_write_all_data", "pg_write_server_files", "pg_execute_server_program")
_HARMLESS = ("log_", "auto_explain.", "pg_stat_statements.", "track_")
_MEMORY = {"work_mem", "hash_mem_multiplier", "maintenance_work_mem", "effective_cache_size"}
_MEMORY |= {"random_page_cost", "effective_io_concurrency", "jit", "application_name"}
SAFE = {"synchronous_commit": ("on", "remote_write", "remote_apply")}
"""Values that may be set for a role or a database; any other setting is named."""


async def roles(name: str, role: str, owner: str, admin: str, connection: Any) -> Found:
    """The service's own role and its tables' owner: flags, memberships, settings."""
    ours = [each for each in dict.fromkeys((role, owner)) if each != admin]
    for sentence in [
        *_flags(name, await connection.fetch(_ROLES, ours)),
        *_members(name, ours, await connection.fetch(_MEMBERS, ours, list(_POWERFUL), admin)),
        *[_setting(name, row) for row in await connection.fetch(_SETTINGS, ours) if _counts(row)],
        *[
            f"{name}: {row['who']} may SET {row['parameter']} and should not."
            f" As a superuser: REVOKE ALL ON PARAMETER {row['parameter']} FROM {row['who']};"
            for row in await connection.fetch(_PARAMETERS, ours)
        ],
    ]:
        yield "BAD", sentence
    for row in await connection.fetch(_STRANGERS, [role, owner, admin]):
        yield (
            "NOTE",
            f"The role {row['role']} of PostgreSQL is SUPERUSER and none of Yishi's: it may change"
            " everything. Find out whose it is. As a superuser: ALTER ROLE"
            f" {row['role']} NOSUPERUSER;",
        )


_STRANGERS = """
SELECT quote_ident(rolname) AS role FROM pg_roles
WHERE rolsuper AND oid <> 10 AND rolname <> ALL ($1) ORDER BY 1
"""
"""10 is the one with which the server was made."""

_ROLES = """
SELECT quote_ident(rolname) AS role, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
       rolreplication, rolconnlimit, rolvaliduntil::text AS ends,
       rolvaliduntil < now() + interval '30 days' AS soon
FROM pg_roles WHERE rolname = ANY ($1)
"""


def _flags(name: str, rows: Any) -> Iterator[str]:
    for row in rows:
        for column, flag in _FLAGS.items():
            if row[column]:
                yield (
                    f"{name}: {row['role']} is {flag} and should not be."
                    f" As a superuser: ALTER ROLE {row['role']} NO{flag};"
                )
        if 0 <= row["rolconnlimit"] < CONNECTIONS:
            yield (
                f"{name}: {row['role']} may open {row['rolconnlimit']} connections, and a process"
                f" needs {CONNECTIONS}. As a superuser: ALTER ROLE {row['role']} CONNECTION"
                " LIMIT -1;"
            )
        if row["soon"]:
            yield (
                f"{name}: the password of {row['role']} counts until {row['ends']}."
                f" As a superuser: ALTER ROLE {row['role']} VALID UNTIL 'infinity';"
            )


# Memberships, whether inherited or only to be had by SET ROLE. Those of the administrator, and of
# the roles that he belongs to, are how a hosted PostgreSQL lets him make databases for others.
_MEMBERS = """
WITH RECURSIVE reach (role, target) AS (
    SELECT member, roleid FROM pg_auth_members
    UNION SELECT role, roleid FROM reach JOIN pg_auth_members ON member = target
), admin AS (
    SELECT oid FROM pg_roles WHERE rolname = $3
    UNION SELECT target FROM reach WHERE role = (SELECT oid FROM pg_roles WHERE rolname = $3)
)
SELECT quote_ident(m.rolname) AS member, quote_ident(r.rolname) AS role,
    ARRAY(SELECT quote_ident(rolname) FROM reach JOIN pg_roles t ON t.oid = target
          WHERE reach.role = r.oid ORDER BY 1) AS further,
    ARRAY(SELECT quote_ident(rolname) FROM reach JOIN pg_roles t ON t.oid = reach.role
          WHERE target = m.oid AND NOT t.rolsuper ORDER BY 1) AS others,
    m.rolname = ANY ($1) AS is_ours
FROM pg_auth_members a JOIN pg_roles m ON m.oid = member JOIN pg_roles r ON r.oid = roleid
WHERE m.rolname = ANY ($1)
   OR (r.rolname = ANY ($1) OR r.rolname = ANY ($2))
      AND NOT m.rolsuper AND m.oid NOT IN (SELECT oid FROM admin)
ORDER BY 2, 1
"""


def _members(name: str, ours: list[str], rows: Any) -> Iterator[str]:
    for row in rows:
        further = f", and so of {', '.join(row['further'])}" if row["further"] else ""
        others = f", and so are {', '.join(row['others'])}" if row["others"] else ""
        yield (
            f"{name}: {row['member']} is a member of {row['role']}{further}{others}, and should"
            f" not be. As a superuser: REVOKE {row['role']} FROM {row['member']};"
        )


_SETTINGS = """
SELECT coalesce(quote_ident(rolname), '') AS role, coalesce(quote_ident(datname), '') AS database,
       split_part(each, '=', 1) AS setting, substr(each, strpos(each, '=') + 1) AS value
FROM pg_db_role_setting
LEFT JOIN pg_roles ON pg_roles.oid = setrole LEFT JOIN pg_database d ON d.oid = setdatabase,
unnest(setconfig) AS each
WHERE (setdatabase = 0 OR datname = current_database()) AND (setrole = 0 OR rolname = ANY ($1))
ORDER BY 1, 2, 3
"""


def _counts(row: Any) -> bool:
    setting, value = row["setting"].lower(), row["value"]
    return not (
        setting.startswith(_HARMLESS) or setting in _MEMORY or value in SAFE.get(setting, ())
    )


def _setting(name: str, row: Any) -> str:
    role, database, setting = row["role"], row["database"], row["setting"]
    place = f" in {database}" if database else ""
    if role or not database:
        reset = f"ALTER ROLE {role or 'ALL'}{' IN DATABASE' + place[3:] if place else ''}"
    else:
        reset = f"ALTER DATABASE {database}"
    return (
        f"{name}: for {role or 'everybody'}{place} {setting} is set to {row['value']}, and nothing"
        f" should be. As a superuser: {reset} RESET {setting};"
    )


_PARAMETERS = """
SELECT parname AS parameter, coalesce(quote_ident(rolname), 'PUBLIC') AS who
FROM pg_parameter_acl, aclexplode(paracl) LEFT JOIN pg_roles ON pg_roles.oid = grantee
WHERE grantee = 0 OR rolname = ANY ($1)
"""


async def database(name: str, owner: str, role: str, connection: Any) -> Found:
    """What belongs to the database and to none of its tables."""
    for row in await connection.fetch(_DATABASE, owner, role, CONNECTIONS):
        where = "As a superuser" if row["anywhere"] else f"In the database {row['here']}"
        as_whom = "" if row["anywhere"] else " as a superuser"
        yield "BAD", f"{name}: {row['said']}. {where}{as_whom}: {row['sql']};"
    for row in await connection.fetch(_SCHEMAS, role, owner):
        if row["first"]:
            yield (
                "BAD",
                f"{name}: the schema {row['name']} is none of Yishi's, and a table in it hides the"
                " real one. Find out who made it. In the database"
                f" {row['here']} as a superuser: DROP SCHEMA {row['name']} CASCADE;",
            )
        else:
            yield "NOTE", f"{name}: the schema {row['name']} is none of Yishi's."


_DATABASE = """
WITH here AS (SELECT d.*, quote_ident(datname) AS name FROM pg_database d
              WHERE datname = current_database())
SELECT name AS here, true AS anywhere, sql, said FROM here, LATERAL (
    SELECT format('the database %s belongs to %I, should be %I''s', name,
                  pg_get_userbyid(datdba), $1::text) AS said,
           format('ALTER DATABASE %s OWNER TO %I', name, $1::text) AS sql
    WHERE pg_get_userbyid(datdba) <> $1::text
    UNION ALL SELECT format('%s may make schemas in the database %s and should not', who, name),
           format('REVOKE CREATE ON DATABASE %s FROM %s', name, who)
    FROM aclexplode(datacl) LEFT JOIN pg_roles ON pg_roles.oid = grantee,
    LATERAL (SELECT coalesce(quote_ident(rolname), 'PUBLIC') AS who)
    WHERE privilege_type = 'CREATE' AND grantee <> datdba
    UNION ALL SELECT format('the database %s lets in %s connections, and a process needs %s',
                            name, datconnlimit, $3::int),
           format('ALTER DATABASE %s CONNECTION LIMIT -1', name)
    WHERE datconnlimit BETWEEN 0 AND $3::int - 1
) AS every
UNION ALL SELECT name, false, sql, said FROM here, LATERAL (
    SELECT format('%s may make things in the schema public and should not', who) AS said,
           format('REVOKE CREATE ON SCHEMA public FROM %s', who) AS sql
    FROM pg_namespace, aclexplode(nspacl) LEFT JOIN pg_roles ON pg_roles.oid = grantee,
    LATERAL (SELECT coalesce(quote_ident(rolname), 'PUBLIC') AS who)
    WHERE nspname = 'public' AND privilege_type = 'CREATE' AND grantee <> nspowner
          AND coalesce(rolname, '') NOT IN ('pg_database_owner', $1::text)
    UNION ALL SELECT format('the schema public belongs to %I', pg_get_userbyid(nspowner)),
           format('ALTER SCHEMA public OWNER TO pg_database_owner')
    FROM pg_namespace WHERE nspname = 'public'
          AND pg_get_userbyid(nspowner) NOT IN ('pg_database_owner', $1::text)
          AND NOT (SELECT rolsuper FROM pg_roles WHERE oid = nspowner)
    UNION ALL SELECT format('%s cannot look into the schema public and must', $2::text),
           format('GRANT USAGE ON SCHEMA public TO %I', $2::text)
    WHERE NOT has_schema_privilege($2::text, 'public', 'USAGE')
    UNION ALL SELECT format('the event trigger %I is none of Yishi''s: it runs %s at %s', evtname,
                            evtfoid::regproc, evtevent),
           format('DROP EVENT TRIGGER %I', evtname)
    FROM pg_event_trigger e WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = e.oid
        AND classid = 'pg_event_trigger'::regclass AND deptype = 'e')
    UNION ALL SELECT format('the subscription %I writes into this database', subname),
           format('ALTER SUBSCRIPTION %I DISABLE', subname)
    FROM pg_subscription WHERE subdbid = here.oid AND subenabled
    UNION ALL SELECT format('what %I makes will be open to others', pg_get_userbyid(defaclrole)),
           format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s REVOKE ALL ON %s FROM %s',
               pg_get_userbyid(defaclrole), ' IN SCHEMA ' || nspname,
               CASE defaclobjtype WHEN 'f' THEN 'FUNCTIONS' WHEN 'S' THEN 'SEQUENCES'
                    WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'TABLES' END,
               coalesce(quote_ident(rolname), 'PUBLIC'))
    FROM pg_default_acl LEFT JOIN pg_namespace n ON n.oid = defaclnamespace,
    aclexplode(defaclacl) LEFT JOIN pg_roles ON pg_roles.oid = grantee
    WHERE grantee <> defaclrole AND (pg_get_userbyid(defaclrole) = $1::text)
    UNION ALL SELECT format('the cast from %s to %s is none of Yishi''s', format_type(castsource,
               NULL), format_type(casttarget, NULL)),
           format('DROP CAST (%s AS %s)', format_type(castsource, NULL),
               format_type(casttarget, NULL))
    FROM pg_cast c WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid
        AND classid = 'pg_cast'::regclass AND deptype = 'e')
) AS every
"""

# A schema counts where its name is that of a role, which looks there first.
_SCHEMAS = """
SELECT current_database() AS here, quote_ident(nspname) AS name, nspname IN ($1, $2) AS first
FROM pg_namespace n
WHERE nspname <> 'public' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = n.oid AND deptype = 'e'
                AND classid = 'pg_namespace'::regclass)
"""
