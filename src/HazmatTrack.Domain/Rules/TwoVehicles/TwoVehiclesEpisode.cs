using System.Globalization;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Rules.TwoVehicles;

/// <summary>
/// Two vehicles report under one plate (a cloned plate 套牌, or two terminals): their reports alternate in time and lie where one vehicle cannot have
/// been. One episode lasts as long as both tracks are active.
/// </summary>
/// <param name="Since">When the second track began, in event time.</param>
/// <param name="Main">A fix of the first track.</param>
/// <param name="Second">The fix of the second track next to it in time.</param>
/// <param name="Province">The province the first vehicle was in.</param>
/// <param name="OtherProvince">The province the second vehicle was in, where it is known and not the same.</param>
internal sealed record TwoVehiclesEpisode(Instant Since, TrackPoint Main, TrackPoint Second, ProvinceCode Province, ProvinceCode? OtherProvince)
{
    /// <summary>The rule's stable id.</summary>
    public const string RuleId = "two-vehicles";

    /// <summary>The reason, as the texts are keyed by it.</summary>
    private const string Reason = "two-vehicles";

    /// <summary>The content of the alert. Its limit is the fastest that a truck can be.</summary>
    public Finding ToFinding(Instant? end, CrossingSettings settings)
    {
        var apart = Geodesy.Between(Main.Report.Position, Second.Report.Position);
        var seconds = Math.Abs((Second.Time - Main.Time).TotalSeconds);
        return new()
        {
            Rule = RuleId,
            RuleVersion = 1,
            Key = "vehicles",
            Onset = Since,
            End = end,
            Position = Main.Report.Position,
            Severity = Severity.Yellow,
            Province = Province,
            OtherProvince = OtherProvince,
            Measured = string.Create(CultureInfo.InvariantCulture, $"{apart.Metres:0} m / {seconds:0.#} s"),
            Limit = settings.FastestPlausible.ToString(),
            Reason = Reason,
            Evidence = Main.Time <= Second.Time ? [Main, Second] : [Second, Main],
        };
    }
}
