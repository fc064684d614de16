using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Testing.Alerts;

/// <summary>Findings and changes of named trucks for the tests of alerts.</summary>
public static class SomeAlerts
{
    public static readonly VehicleId Truck = new("沪A12345", PlateColour.Yellow);
    public static readonly VehicleId OtherTruck = new("苏E6789X", PlateColour.Yellow);

    /// <summary>2026-03-01 08:00 in China.</summary>
    public static readonly Instant Morning = Instant.From(new(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(8)));

    public static readonly GeoPoint Huaqiao = GeoPoint.FromDegrees(31.297, 121.105);

    public static TrackPoint Report(Instant at, long offset, int east = 0) => new(
        new PositionReport
        {
            Time = at,
            Position = Huaqiao with { LongitudeE6 = Huaqiao.LongitudeE6 + east },
            SpeedDeciKmh = 813,
            HeadingDegrees = 95,
            AltitudeMetres = -3,
            MileageDeciKm = 4_294_967_295,
            Alarms = 0x8000_0001,
            Status = (ReportStatus)0x8000_0003,
        },
        offset);

    public static Crossing Crossing(Instant at, ProvinceCode from, ProvinceCode to, long offset = 100) => new()
    {
        Kind = CrossingKind.BetweenProvinces,
        From = from,
        To = to,
        Time = at,
        TimeUncertainty = TimeSpan.FromMilliseconds(7_530),
        Place = Huaqiao,
        PlaceUncertainty = Distance.FromMetres(312.625),
        Before = Report(at - TimeSpan.FromSeconds(8), offset - 3),
        After = Report(at + TimeSpan.FromSeconds(7), offset - 2, 2_000),
        ConfirmedBy = Report(at + TimeSpan.FromSeconds(37), offset, 9_000),
    };

    public static Finding Finding(
        Instant? onset = null, string rule = "crossing", string key = "320000>310000", Severity severity = Severity.Notice, string? measured = null,
        long offset = 100)
    {
        var at = onset ?? Morning;
        return new()
        {
            Rule = rule,
            RuleVersion = 1,
            Key = key,
            Onset = at,
            Position = Huaqiao,
            Severity = severity,
            Province = ProvinceCode.Shanghai,
            Crossing = rule == "crossing" ? Crossing(at, ProvinceCode.Jiangsu, ProvinceCode.Shanghai, offset) : null,
            Measured = measured,
            Documents = ["沪危货证000001"],
            Evidence = [Report(at, offset)],
        };
    }

    public static AlertChange Change(
        FindingChangeKind kind, Finding finding, long offset, VehicleId? vehicle = null, Instant? firstOnset = null, bool late = false,
        long incarnation = 1, int partition = 3, bool reconciled = false) => new(
        vehicle ?? Truck,
        new(kind, new(finding.Rule, finding.Key, firstOnset ?? finding.Onset), finding, late ? ChangeCause.LateReport : ChangeCause.Report, offset),
        new(incarnation, partition, offset),
        Morning + TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(offset),
        reconciled);

    public static AlertChange Raise(long offset = 100, Finding? finding = null, VehicleId? vehicle = null) =>
        Change(FindingChangeKind.Raised, finding ?? Finding(), offset, vehicle);

    public static AlertChange Amend(long offset, Finding finding, Instant? firstOnset = null) =>
        Change(FindingChangeKind.Amended, finding, offset, firstOnset: firstOnset ?? Morning);

    public static AlertChange Retract(long offset, Finding? finding = null) =>
        Change(FindingChangeKind.Retracted, finding ?? Finding(), offset);

    public static HandlingStep Step(HandlingAction action, string by = "李警官", string? assignee = null, string? note = null, int minute = 5) =>
        new(action, by, Morning + TimeSpan.FromMinutes(minute), assignee, note);

    /// <summary>All that can be said about an alert, comparable: events and stored alerts hold arrays, which records compare by reference.</summary>
    public static string Told(AlertEvent told) =>
        $"{told.Sequence} {told.Id} {told.Kind} {told.At} {told.Step} | {Told(told.Alert)}";

    public static string Told(Alert alert) =>
        $"{alert.Id} {alert.Vehicle} {alert.Identity} r{alert.Revision} {alert.Status} late={alert.Late} {alert.DetectedAt} {alert.ChangedAt} " +
        $"{alert.Cause} [{string.Join(';', alert.Handling)}] {Told(alert.Finding)}";

    public static string Told(Finding finding) =>
        $"{finding with { Documents = [], Evidence = [] }} [{string.Join(',', finding.Documents)}] [{string.Join(',', finding.Evidence)}]";
}
