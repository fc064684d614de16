namespace HazmatTrack.Storage.Alerts;

/// <summary>What a list of alerts is ordered by. Newest first unless asked otherwise; of the same instant, by id.</summary>
public enum AlertSort
{
    /// <summary>When it began, in event time.</summary>
    Onset,

    /// <summary>When it was first raised, by the wall clock: what came up late is where it came up.</summary>
    Detected,

    /// <summary>What is neither closed nor retracted, then the rest, each by onset.</summary>
    Open,
}
