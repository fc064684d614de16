namespace HazmatTrack.Domain.Tracks.Passes;

/// <summary>Why a pass begins or ends where it does.</summary>
public enum PassEnd
{
    /// <summary>The vehicle drove over the edge of the area.</summary>
    Crossed,

    /// <summary>The span of time asked for begins or ends while the vehicle is there.</summary>
    Span,

    /// <summary>The track begins or ends there: nothing is known of the vehicle before or after.</summary>
    Track,
}
