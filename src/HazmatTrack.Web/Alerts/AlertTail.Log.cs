namespace HazmatTrack.Web.Alerts;

internal sealed partial class AlertTail
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The alert store cannot be asked for new events; clients of the stream are told that it is stale. It is tried again every moment. Look at the database.")]
    private static partial void TailFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The alert store answers again; the stream goes on where it stood.")]
    private static partial void TailRecovered(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notifications of other silos are not heard; their alerts come with the next poll until they are heard again.")]
    private static partial void ListeningFailed(ILogger logger, Exception exception);
}
