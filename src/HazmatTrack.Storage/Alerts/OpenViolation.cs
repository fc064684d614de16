using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>A summary of an open alert that is graver than a notice.</summary>
/// <param name="Concerned">The provinces that it concerns.</param>
public readonly record struct OpenViolation(AlertId Id, VehicleId Vehicle, string Rule, Severity Severity, Instant Onset, ProvinceSet Concerned)
{
    public static OpenViolation FromAlert(Alert alert) => new(
        alert.Id, alert.Vehicle, alert.Finding.Rule, alert.Finding.Severity, alert.Finding.Onset, AlertProvinces.SetOf(alert.Finding));
}
