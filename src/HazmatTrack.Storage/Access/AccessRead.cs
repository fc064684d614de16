namespace HazmatTrack.Storage.Access;

/// <summary>What was read, and the revision up to which all changes are in it.</summary>
public readonly record struct AccessRead<T>(long Revision, T Value);
