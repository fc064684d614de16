namespace HazmatTrack.Web.Alerts;

/// <summary>A client of the stream does not read what is sent to it.</summary>
internal sealed class SlowClientException : Exception;
