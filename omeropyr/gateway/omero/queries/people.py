"""People, groups and memberships."""

from __future__ import annotations

PERSON = """
    {person}.id as {prefix}id, {person}.omeName as {prefix}ome_name, {person}.firstName as {prefix}first_name,
    {person}.middleName as {prefix}middle_name, {person}.lastName as {prefix}last_name, {person}.email as {prefix}email,
    {person}.institution as {prefix}institution,
    (select count({prefix}m.id) from GroupExperimenterMap {prefix}m
     where {prefix}m.child.id = {person}.id and {prefix}m.parent.id = 0) as {prefix}admins"""
"""The columns that `rows.experimenter` reads; 0 is the group of administrators."""

PEOPLE = f"""
select new map({PERSON.format(person="person", prefix="")})
from Experimenter person
where person.id in (:ids)
order by person.id"""

GROUP = """
    g.id as id, g.name as name, g.description as description, g.details.permissions as permissions"""

ONE_GROUP = f"""
select new map({GROUP}) from ExperimenterGroup g where g.id = :group_id"""

GROUPS = f"""
select new map({GROUP}) from ExperimenterGroup g
where g.id <> :user_group and (:everything = true or exists (
    select mine.id from GroupExperimenterMap mine where mine.parent.id = g.id and mine.child.id = :viewer_id))
and (:member_id < 0 or exists (
    select theirs.id from GroupExperimenterMap theirs where theirs.parent.id = g.id and theirs.child.id = :member_id))
order by lower(g.name), g.id"""

MEMBERS = f"""
select new map({PERSON.format(person="person", prefix="")})
from GroupExperimenterMap membership join membership.child person
where membership.parent.id = :group_id
order by lower(person.lastName), lower(person.firstName), person.id"""

KNOWN = f"""
select new map({PERSON.format(person="person", prefix="")})
from Experimenter person
where person.id in (:ids) and (:everything = true or person.id = :viewer_id or exists (
    select theirs.id from GroupExperimenterMap theirs
    where theirs.child.id = person.id and theirs.parent.id in (:groups)))
order by person.id"""
