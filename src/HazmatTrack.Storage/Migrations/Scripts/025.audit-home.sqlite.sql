-- Which entries name a vehicle of a province, in their order: the first character of a plate says the province that the vehicle is registered in.
create index audit_vehicle_by_home on audit_vehicle (substr(vehicle, 1, 1), sequence);
