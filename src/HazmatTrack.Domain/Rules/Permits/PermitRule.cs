using System.Collections.Immutable;
using System.Globalization;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Rules.Permits;

/// <summary>
/// Entering a province of the Delta without a permit that covers it at the time on the border: from another province, from
/// outside, while dark, or through a corner. Evaluated over the whole time in which the border may have been passed
/// (<see cref="PermitCheck"/>). A permit that ends while the vehicle is inside is no matter of this rule, and going out through a
/// corner back into the province that the vehicle came from is no new entry. Keeps no state.
/// </summary>
public sealed class PermitRule(PermitRuleSettings settings) : IRule
{
    public string Id => "permit";

    public int Version => 2;

    public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
        if (step.Crossings.Length > 0)
        {
            step.Documents.EnsureReadable(DocumentKinds.Permit);
        }

        for (var i = 0; i < step.Crossings.Length; i++)
        {
            var crossing = step.Crossings[i];
            JudgeEntry(crossing, crossing.From, crossing.To, crossing.Time, crossing.Place, step, findings);
            if (crossing.Exit is { } exit && exit.Into != crossing.From && !IsReported(step.Crossings[(i + 1)..], crossing.To, exit.Into))
            {
                JudgeEntry(crossing, crossing.To, exit.Into, exit.Time, exit.Place, step, findings);
            }
        }
    }

    /// <summary>Whether the far end of a transit is a crossing of its own in the same step.</summary>
    private static bool IsReported(ReadOnlySpan<Crossing> later, ProvinceCode from, ProvinceCode to)
    {
        foreach (var crossing in later)
        {
            if (crossing.From == from && crossing.To == to)
            {
                return true;
            }
        }

        return false;
    }

    private void JudgeEntry(
        Crossing crossing, ProvinceCode from, ProvinceCode to, Instant time, GeoPoint place, in RuleStep step, FindingSet findings)
    {
        if (!to.IsInDelta)
        {
            return;
        }

        // In a silence the border was passed between the fixes around it, however wide the uncertainty; otherwise these may themselves lie within the noise
        // of the border.
        var (earliest, latest) = (time - crossing.TimeUncertainty, time + crossing.TimeUncertainty);
        if (crossing.Dark)
        {
            (earliest, latest) = (
                Instant.Earlier(time, Instant.Later(earliest, crossing.Before.Time)), Instant.Later(time, Instant.Earlier(latest, crossing.After.Time)));
        }

        // By the fix that made it certain the vehicle had passed the border.
        latest = Instant.Later(time, Instant.Earlier(latest, step.Current.Time));
        var verdict = PermitCheck.Judge(step.Documents.From(DocumentKinds.Permit), to, earliest, latest);
        if (verdict.Reason is null)
        {
            return;
        }

        var (measured, limit) = Words(verdict, to, time, crossing.TimeUncertainty, earliest, latest);
        findings.Put(new Finding
        {
            Rule = Id,
            RuleVersion = Version,
            Key = $"{from}>{to}",
            Onset = time,
            Position = place,
            Severity = SeverityOf(verdict),
            Province = to,
            Crossing = crossing,
            Reason = verdict.Reason,
            Measured = measured,
            Limit = limit,
            Documents = [.. verdict.Looked.Select(p => p.Number)],
            Evidence = Evidence(crossing),
        });
    }

    private Severity SeverityOf(PermitVerdict verdict) => verdict.Reason == PermitReason.Uncertain ? settings.Uncertain
        : verdict.OtherInForce ? settings.OtherProvinces
        : settings.Lacking;

    /// <summary>The measured value and the limit in forms that read the same in every language: times and intervals of ISO 8601, province codes.</summary>
    private static (string Measured, string? Limit) Words(
        PermitVerdict verdict, ProvinceCode entered, Instant time, TimeSpan uncertainty, Instant earliest, Instant latest) => verdict.Reason switch
        {
            PermitReason.None => (entered.ToString(), null),
            PermitReason.OtherProvinces => (entered.ToString(), string.Join(',', verdict.Looked.SelectMany(p => p.Provinces).Distinct().Order())),
            PermitReason.Uncertain => (ChinaTimeText.Format(earliest, latest), Validity(verdict.Looked[0], latest)),
            _ => (string.Create(CultureInfo.InvariantCulture, $"{ChinaTimeText.Format(time)} ± {uncertainty.TotalSeconds:0} s"),
                Validity(verdict.Looked[0], latest)),
        };

    /// <summary>The validity of a permit, without an end that was still to come: a later extension changes nothing about the entry.</summary>
    private static string Validity(Permit permit, Instant by) =>
        PermitCheck.EndedBy(permit, by) is { } end ? ChinaTimeText.Format(permit.ValidFrom, end) : ChinaTimeText.OpenFrom(permit.ValidFrom);

    private static ImmutableArray<TrackPoint> Evidence(Crossing crossing) =>
        crossing.ConfirmedBy.Time == crossing.After.Time
            ? [crossing.Before, crossing.After]
            : [crossing.Before, crossing.After, crossing.ConfirmedBy];
}
