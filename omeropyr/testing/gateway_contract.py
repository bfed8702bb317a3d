"""The promises of the port, as tests. An adapter is right when its subclass is green.

    class TestMine(GatewayContract):
        @pytest.fixture
        def arrange(self, tmp_path) -> Arrange: ...     # makes people and things, past the port
        @pytest.fixture
        def gateway(self, arrange) -> Gateway: ...      # the adapter, on what was arranged

`arrange` works past the port, so that the method under test is not its own witness. A test of a service that the
adapter does not offer is skipped and says so.
"""

from __future__ import annotations

from omeropyr.testing.contract.accounts import AccountContract
from omeropyr.testing.contract.admin import AdminContract
from omeropyr.testing.contract.annotating import AnnotationContract
from omeropyr.testing.contract.annotating_kinds import AnnotationKindContract
from omeropyr.testing.contract.annotating_sets import AnnotationSetContract
from omeropyr.testing.contract.arranging import Arrange, World
from omeropyr.testing.contract.browsing import BrowseContract
from omeropyr.testing.contract.choosing import ChoosingContract
from omeropyr.testing.contract.deleting import DeleteContract
from omeropyr.testing.contract.describing import DescribingContract
from omeropyr.testing.contract.editing import EditContract
from omeropyr.testing.contract.files import FileContract
from omeropyr.testing.contract.groups import GroupContract
from omeropyr.testing.contract.history import HistoryContract
from omeropyr.testing.contract.importing import ImportContract
from omeropyr.testing.contract.jobs import JobContract
from omeropyr.testing.contract.moving import GiveContract, MoveContract
from omeropyr.testing.contract.pixels import PixelContract
from omeropyr.testing.contract.rendering import RenderingContract
from omeropyr.testing.contract.rights import RightsContract
from omeropyr.testing.contract.rois import RoiContract
from omeropyr.testing.contract.rois_pixels import RoiPixelContract
from omeropyr.testing.contract.searching import SearchContract
from omeropyr.testing.contract.signing_in import LoginContract
from omeropyr.testing.contract.tables import TableContract
from omeropyr.testing.contract.whereabouts import (
    ChannelNameContract,
    DetailedPlanContract,
    ForOthersContract,
    WhereaboutsContract,
)
from omeropyr.testing.contract.whole_images import WholeImageContract

__all__ = ["Arrange", "GatewayContract", "World"]


class GatewayContract(
    LoginContract,
    BrowseContract,
    ChoosingContract,
    WhereaboutsContract,
    ForOthersContract,
    ChannelNameContract,
    DetailedPlanContract,
    RightsContract,
    AnnotationContract,
    AnnotationKindContract,
    AnnotationSetContract,
    FileContract,
    EditContract,
    DeleteContract,
    MoveContract,
    GiveContract,
    JobContract,
    HistoryContract,
    DescribingContract,
    ImportContract,
    PixelContract,
    RenderingContract,
    WholeImageContract,
    RoiContract,
    RoiPixelContract,
    TableContract,
    SearchContract,
    AccountContract,
    GroupContract,
    AdminContract,
):
    """All promises of `omeropyr.gateway.port`."""
