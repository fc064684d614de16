using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Quality.Days;

/// <summary>What the reports of a vehicle on a day, or of several, amount to. A sum of figures is a figure.</summary>
/// <param name="Reports">Reports that were accepted, each time once.</param>
/// <param name="Qualified">Those of them in which nothing is wrong.</param>
/// <param name="Fixes">Those of them with a position.</param>
/// <param name="Drift">Fixes to which no truck can have driven.</param>
/// <param name="Driven">The way between the fixes, those in drift left out.</param>
/// <param name="Continuous">The part of it with no gap in the track.</param>
public readonly record struct DayFigures(int Reports, int Qualified, int Fixes, int Drift, Distance Driven, Distance Continuous)
{
    /// <summary>Whether the vehicle was on line: at least one report was accepted.</summary>
    public bool IsOnLine => Reports > 0;

    /// <summary>轨迹完整率: the share of the way with a continuous track; null where it has not been driven.</summary>
    public double? Completeness => Driven > Distance.Zero ? Continuous.Metres / Driven.Metres : null;

    /// <summary>The share of the fixes that are drift; null without any.</summary>
    public double? DriftShare => Fixes > 0 ? (double)Drift / Fixes : null;

    public static DayFigures operator +(in DayFigures a, in DayFigures b) => new(
        a.Reports + b.Reports, a.Qualified + b.Qualified, a.Fixes + b.Fixes, a.Drift + b.Drift, a.Driven + b.Driven, a.Continuous + b.Continuous);

    /// <summary>数据合格率: the share of qualified reports among all that came in, with those that were refused; null where none did.</summary>
    public double? QualifiedRate(long refused) => Reports + refused > 0 ? Qualified / (double)(Reports + refused) : null;
}
