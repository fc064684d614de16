using System.Text.Json.Serialization;
using HazmatTrack.Domain;
using HazmatTrack.Contracts.Alerts;

namespace HazmatTrack.Web.Quality;

/// <summary>How far the reports of a vehicle can be trusted.</summary>
/// <param name="Status">
/// <c>good</c>: no finding is active; <c>suspect</c>: a finding is active, other than that no speed is sent; <c>refused</c>: the newest reports are refused,
/// so that the vehicle's position may be out of date or unknown.
/// </param>
/// <param name="Findings">What was found in accepted reports: the active findings first, then the newest.</param>
/// <param name="Refusals">Why reports were refused, in the same order.</param>
internal sealed record QualityView(string Status, IReadOnlyList<QualityItemView> Findings, IReadOnlyList<QualityItemView> Refusals);

/// <summary>One finding about reports, or one reason why they were refused.</summary>
/// <param name="Code">Stable code: the kind of a finding, or the reason of a refusal as in dead letters.</param>
/// <param name="Active">Whether it applies as of the newest reports.</param>
/// <param name="Since">When it was first found; it starts again after a day without.</param>
/// <param name="Last">When it was last found.</param>
/// <param name="Count">The number of reports since then; reported speeds and tracks are counted several at a time.</param>
/// <param name="Hours">By how many hours a clock is off; absent for other kinds.</param>
/// <param name="Ratio">Reported speed over true speed; absent for other kinds.</param>
/// <param name="Scale">The known unit or factor of the ratio, such as <c>metres-per-second</c>, <c>knots</c> or <c>halved</c>; absent where it is none.</param>
/// <param name="Places">The newest fix of each of two tracks; absent for other kinds.</param>
/// <param name="Text">What it means and what to do, by language: <c>zh-CN</c> and <c>en</c>.</param>
internal sealed record QualityItemView(
    string Code,
    bool Active,
    Instant Since,
    Instant Last,
    long Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Hours,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Ratio,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Scale,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<QualityPlaceView>? Places,
    IReadOnlyDictionary<string, string> Text);

/// <summary>The last known position of one of two tracks.</summary>
/// <param name="Time">Event time of the fix.</param>
/// <param name="Position">Where it was.</param>
internal sealed record QualityPlaceView(Instant Time, PlaceView Position);
