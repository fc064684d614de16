using System.Xml.Linq;
using HazmatTrack.Storage.Access;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace HazmatTrack.Access.Sessions;

/// <summary>
/// The keys by which the framework protects its cookies, in the access store: one ring for all silos, which a flush of Redis does not take. The framework
/// reads and adds keys once in a day or so, and only synchronously.
/// </summary>
internal sealed class RingKeys(AccessStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. store.RingKeysAsync(default).GetAwaiter().GetResult().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) =>
        store.AddRingKeyAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting), default).GetAwaiter().GetResult();
}
