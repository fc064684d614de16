namespace HazmatTrack.Domain.Tracks.Passes;

/// <summary>How certain it is that a vehicle was in an area.</summary>
public enum PassCertainty
{
    /// <summary>The straight line between two fixes leads through it, and the terminal had lost reception in between.</summary>
    Possible,

    /// <summary>The straight line between two fixes that follow on each other leads through it.</summary>
    Likely,

    /// <summary>A fix lies in it.</summary>
    Certain,
}
