using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>A summary of an open alert that is graver than a notice.</summary>
public readonly record struct OpenViolation(AlertId Id, VehicleId Vehicle, string Rule, Severity Severity, Instant Onset)
{
    public static OpenViolation FromAlert(Alert alert) => new(alert.Id, alert.Vehicle, alert.Finding.Rule, alert.Finding.Severity, alert.Finding.Onset);
}
