namespace HazmatTrack.Web.Alerts;

internal sealed partial class AlertTail
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The alert store does not answer: new events cannot be read, and clients of the stream get the event stale. It is retried every second. Look at the database.")]
    private static partial void TailFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The alert store answers again; the stream is resumed where it stopped.")]
    private static partial void TailRecovered(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notifications of other silos cannot be received (LISTEN failed); until they can, alerts of other silos arrive with the next poll.")]
    private static partial void ListeningFailed(ILogger logger, Exception exception);
}
