namespace HazmatTrack.Storage.Alerts;

/// <summary>The sort key of a list of alerts. Newest first unless requested otherwise; ties are ordered by id.</summary>
public enum AlertSort
{
    /// <summary>When it began, in event time.</summary>
    Onset,

    /// <summary>When it was first raised, by the wall clock: a late alert is listed at the time it was raised.</summary>
    Detected,

    /// <summary>Alerts that are neither closed nor retracted, then the rest, each by onset.</summary>
    Open,
}
