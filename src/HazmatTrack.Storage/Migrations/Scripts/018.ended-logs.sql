-- From here on, a row of an earlier log means that alerts of the vehicle rest on reports which history does not have. Rows were never removed before.
delete from alert_reach where incarnation < (select max(incarnation) from alert_reach);
