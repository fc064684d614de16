namespace HazmatTrack.Storage.Access.Memory;

/// <summary>The revision up to which changes have been followed. It is raised before what they name is dropped.</summary>
internal sealed class FollowedRevision
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Reach(long revision) => Interlocked.Exchange(ref _value, revision);
}
