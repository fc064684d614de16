using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Web.Quality.Days;

/// <summary>The data quality of an operator on a day. Rates are from 0 to 1; null where there is nothing to relate. docs/quality.md has the formulae.</summary>
/// <param name="Day">The day at +08:00; today's figures are those so far.</param>
/// <param name="Registered">Vehicles that were the operator's on the day.</param>
/// <param name="OnLine">Those of them of which a report was accepted.</param>
/// <param name="OnLineRate">上线率: on line / registered.</param>
/// <param name="Reports">Accepted reports, each vehicle and time once.</param>
/// <param name="Refused">Reports that were refused on the day, those of no known vehicle included.</param>
/// <param name="Qualified">Accepted reports in which nothing is wrong.</param>
/// <param name="QualifiedRate">数据合格率: qualified / (reports + refused).</param>
/// <param name="DrivenKm">The way between the fixes, drift left out.</param>
/// <param name="ContinuousKm">The part of it with a continuous track.</param>
/// <param name="Completeness">轨迹完整率: continuousKm / drivenKm.</param>
/// <param name="Fixes">Accepted reports with a position.</param>
/// <param name="Drift">Fixes that are drift.</param>
/// <param name="DriftShare">drift / fixes.</param>
/// <param name="DriftVehicles">Vehicles on line with drift.</param>
/// <param name="DriftRate">漂移率: driftVehicles / on line.</param>
/// <param name="Unreadable">Vehicles whose history of the period cannot be read: they count as registered and nowhere else.</param>
public sealed record QualityDayView(
    string Day, int Registered, int OnLine, double? OnLineRate, long Reports, long Refused, long Qualified, double? QualifiedRate, double DrivenKm,
    double ContinuousKm, double? Completeness, long Fixes, long Drift, double? DriftShare, int DriftVehicles, double? DriftRate, int Unreadable);

/// <summary>The data quality of an operator by day.</summary>
/// <param name="Items">One for each day.</param>
public sealed record QualityDayListView(IReadOnlyList<QualityDayView> Items);

/// <summary>The vehicles whose quality is asked for.</summary>
/// <param name="Vehicle">Plate and colour code of one vehicle; all of the operator's where it is not given.</param>
/// <param name="From">The first day at +08:00.</param>
/// <param name="To">The last day.</param>
/// <param name="After">Only vehicles after this one: nextAfter of the page before.</param>
/// <param name="Limit">How many vehicles at most, 1 to 200; 50 where it is not given.</param>
public sealed record QualitySearchBody(string? Vehicle = null, string? From = null, string? To = null, string? After = null, int? Limit = null);

/// <summary>The data quality of a vehicle on a day on which it was the operator's.</summary>
/// <param name="Vehicle">Plate and colour code.</param>
/// <param name="Day">The day at +08:00.</param>
/// <param name="OnLine">Whether a report was accepted.</param>
/// <param name="Reports">Accepted reports, each time once.</param>
/// <param name="Refused">Reports of the vehicle that were refused on the day.</param>
/// <param name="Qualified">Accepted reports in which nothing is wrong.</param>
/// <param name="QualifiedRate">数据合格率: qualified / (reports + refused).</param>
/// <param name="DrivenKm">The way between the fixes, drift left out.</param>
/// <param name="ContinuousKm">The part of it with a continuous track.</param>
/// <param name="Completeness">轨迹完整率: continuousKm / drivenKm.</param>
/// <param name="Fixes">Accepted reports with a position.</param>
/// <param name="Drift">Fixes that are drift.</param>
/// <param name="DriftShare">drift / fixes.</param>
public sealed record VehicleQualityView(
    string Vehicle, string Day, bool OnLine, long Reports, long Refused, long Qualified, double? QualifiedRate, double DrivenKm, double ContinuousKm,
    double? Completeness, long Fixes, long Drift, double? DriftShare);

/// <summary>The data quality of vehicles, by vehicle and day.</summary>
/// <param name="Items">One for each vehicle and day.</param>
/// <param name="NextAfter">The value of after for the next page; null on the last.</param>
/// <param name="Unreadable">Vehicles whose history of the period cannot be read: they have no items.</param>
public sealed record VehicleQualityListView(IReadOnlyList<VehicleQualityView> Items, string? NextAfter, IReadOnlyList<string> Unreadable);

[JsonSerializable(typeof(QualityDayListView))]
[JsonSerializable(typeof(VehicleQualityListView))]
internal sealed partial class QualityJson : JsonSerializerContext
{
    public static QualityJson Wire { get; } = new(WireJson.NewOptions());
}
