using HazmatTrack.Domain.Documents;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing.Documents;
using HazmatTrack.Testing.Documents.Persons;
using static HazmatTrack.Storage.Tests.Registry.SomeDocuments;

namespace HazmatTrack.Storage.Tests.Registry;

/// <remarks>This part is about documents of persons and those that name them.</remarks>
public abstract partial class RegistryStoreSuite
{
    [Fact]
    public async Task The_documents_of_a_person_are_found_by_every_version_that_was_of_the_person()
    {
        await using var store = await OpenAsync(SampleKinds.All);
        var (driver, other) = (DocumentSubject.Person("310101199001011234"), DocumentSubject.Person("310101198505054321"));
        var certificate = new Certificate { Number = "C1", Person = driver, ValidFrom = new(1), ValidTo = new(9) };
        var dispatch = new Dispatch { Number = "D1", Vehicle = Truck, Driver = driver, Phone = "13812345678", ValidFrom = new(1), ValidTo = new(9) };
        await store.FileNewAsync(Certificate.Definition, certificate, "a", s_none);
        await store.FileNewAsync(Certificate.Definition, certificate with { Number = "C2", Person = other }, "a", s_none);
        await store.FileNewAsync(Dispatch.Definition, dispatch, "a", s_none);
        await store.FileNewAsync(Dispatch.Definition, dispatch with { Number = "D0" }, "a", s_none);
        await store.FileNewAsync(Dispatch.Definition, dispatch with { Number = "D2", Driver = other }, "a", s_none);

        // Now of somebody else, and of another truck.
        await store.FileAsync(Certificate.Definition, certificate with { Person = other }, "a", s_none);
        await store.FileAsync(Dispatch.Definition, dispatch with { Vehicle = Other, Driver = other }, "a", s_none);

        Assert.Equal(["C1"], await store.NumbersOfAsync(Certificate.Definition, driver, s_none));
        Assert.Equal(["D0", "D1"], await store.NumbersOfAsync(Dispatch.Definition, driver, s_none));
        Assert.Equal(["C1", "C2"], await store.NumbersOfAsync(Certificate.Definition, other, s_none));
        Assert.Equal(["D1", "D2"], await store.NumbersOfAsync(Dispatch.Definition, other, s_none));
        Assert.Empty(await store.NumbersOfAsync(Dispatch.Definition, DocumentSubject.Person("310101197001010000"), s_none));
    }
}
