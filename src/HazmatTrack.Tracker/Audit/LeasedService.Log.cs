namespace HazmatTrack.Tracker.Audit;

internal abstract partial class LeasedService
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease {Lease} of the audit record expired: another silo has it now.")]
    private static partial void TakenOver(ILogger logger, string lease);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The lease {Lease} of the audit record could not be released; another silo takes it when it expires, within {Length}.")]
    private static partial void NotLeft(ILogger logger, Exception exception, string lease, TimeSpan length);
}
