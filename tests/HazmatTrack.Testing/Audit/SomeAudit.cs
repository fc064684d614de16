using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Testing.Audit;

/// <summary>Entries of the audit record.</summary>
public static class SomeAudit
{
    /// <summary>More than three years ago, so that retention may drop it.</summary>
    public static readonly Instant Morning = Instant.From(new DateTimeOffset(2021, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public static readonly VehicleId Truck = new("沪A12345", PlateColour.Yellow);

    public static readonly VehicleId Other = new("苏B23456", PlateColour.Yellow);

    public static readonly AuditActor Officer = new()
    {
        Issuer = "https://id.example.cn",
        Subject = "zhang.san",
        Organisation = "沪公安",
        Province = ProvinceCode.Shanghai,
    };

    /// <summary>Someone reads the track of a truck.</summary>
    public static AuditEntry Read(int minute = 0, AuditActor? actor = null, params IEnumerable<VehicleId> vehicles) => new()
    {
        Actor = actor ?? Officer,
        Session = "s-1",
        Action = AuditAction.ReadTrack,
        ObjectKind = "track",
        Vehicles = AuditVehicles.From(vehicles),
        From = Morning,
        To = Morning + TimeSpan.FromHours(1),
        Rows = 120,
        Purpose = "核查跨省行驶",
        CaseNumber = "2021-7",
        Outcome = AuditOutcome.Allowed,
        Address = "192.0.2.7",
        RequestId = $"r-{minute}",
        At = Morning + TimeSpan.FromMinutes(minute),
    };
}
