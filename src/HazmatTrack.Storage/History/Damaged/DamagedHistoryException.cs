namespace HazmatTrack.Storage.History.Damaged;

/// <summary>Part of the requested data cannot be read, so that the answer would have a gap. The data before and after it is readable.</summary>
public sealed class DamagedHistoryException(DamagedStretch stretch, Exception? cause = null) : Exception(
    $"The positions of {stretch.Vehicle} from {stretch.From} to {stretch.To} are stored, but their bytes are damaged; those before and after can be read.", cause)
{
    public DamagedStretch Stretch => stretch;
}
