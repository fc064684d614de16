namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>A history did not end as one fold over its inputs does.</summary>
internal sealed class HistoryLawException(string message) : Exception(message);
