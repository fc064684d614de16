namespace HazmatTrack.Tracker.Vehicles;

/// <summary>The number of reports of a batch for each outcome.</summary>
internal readonly record struct OutcomeCounts(
    int Applied,
    int AppliedLate,
    int Duplicate,
    int Superseded,
    int DeepLate)
{
    public static OutcomeCounts operator +(OutcomeCounts a, OutcomeCounts b) => new(
        a.Applied + b.Applied, a.AppliedLate + b.AppliedLate, a.Duplicate + b.Duplicate, a.Superseded + b.Superseded, a.DeepLate + b.DeepLate);
}
