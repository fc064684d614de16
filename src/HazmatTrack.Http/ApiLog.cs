namespace HazmatTrack.Http;

internal static partial class ApiLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} was answered 503: the store could not be asked. Look at the database and the link to it.")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception, string path);
}
