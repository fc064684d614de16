using System.Text.Json.Serialization;
using HazmatTrack.Contracts.Alerts;

namespace HazmatTrack.Web.Quality;

/// <summary>How far the reports of a vehicle are to be trusted.</summary>
/// <param name="Status">
/// <c>good</c>: nothing speaks against them; <c>suspect</c>: a finding is active, other than that no speed is sent; <c>refused</c>: the newest reports are refused, so that where the vehicle
/// is may be out of date or not known at all.
/// </param>
/// <param name="Findings">What was found about reports that were taken: the active ones first, then the newest.</param>
/// <param name="Refusals">Why reports were refused: the same order.</param>
internal sealed record QualityView(string Status, IReadOnlyList<QualityItemView> Findings, IReadOnlyList<QualityItemView> Refusals);

/// <param name="Code">Stable: the kind of a finding, or the reason of a refusal as in dead letters.</param>
/// <param name="Active">Whether it holds as of the newest reports.</param>
/// <param name="Since">When it was first found; anew after a day without.</param>
/// <param name="Last">When it was found last.</param>
/// <param name="Count">Reports since then; of told speeds and tracks counted some at a time.</param>
/// <param name="Hours">By how many hours a clock is off; absent where it is not that.</param>
/// <param name="Ratio">Told speed over true speed; absent where it is not that.</param>
/// <param name="Scale">The unit or factor that the ratio is known for, such as <c>metres-per-second</c>, <c>knots</c> or <c>halved</c>; absent where it is none.</param>
/// <param name="Places">Of two tracks the newest fix of each; absent otherwise.</param>
/// <param name="Text">What it means and what to do, by language: <c>zh-CN</c> and <c>en</c>.</param>
internal sealed record QualityItemView(
    string Code,
    bool Active,
    DateTimeOffset Since,
    DateTimeOffset Last,
    long Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Hours,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Ratio,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Scale,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<QualityPlaceView>? Places,
    IReadOnlyDictionary<string, string> Text);

/// <summary>Where one of two tracks was last.</summary>
internal sealed record QualityPlaceView(DateTimeOffset Time, PlaceView Position);
