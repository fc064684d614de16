using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Alerts;

/// <summary>
/// The provinces that a finding concerns: the one it happened in, the one left, the one entered and, of a transit, the one entered after it; of two
/// vehicles those of both.
/// </summary>
public static class AlertProvinces
{
    /// <summary>The known provinces, each once.</summary>
    public static IReadOnlyList<ProvinceCode> ForFinding(Finding finding)
    {
        ProvinceCode[] all = finding.Crossing is { } crossing
            ? [finding.Province, crossing.From, crossing.To, crossing.Exit?.Into ?? ProvinceCode.None]
            : [finding.Province, finding.OtherProvince ?? ProvinceCode.None];
        return [.. all.Where(code => code.IsKnown).Distinct()];
    }

    /// <summary>The same as a set.</summary>
    public static ProvinceSet SetOf(Finding finding) => ForFinding(finding).Aggregate(default(ProvinceSet), (set, code) => set.With(code));
}
