-- Which entries name a vehicle of a province, in their order: the first character of a plate says the province that the vehicle is registered in.
-- What a build that was broken off has left is of no use.
drop index concurrently if exists audit_vehicle_by_home;
create index concurrently audit_vehicle_by_home on audit_vehicle (substr(vehicle, 1, 1), sequence);
